import { Parser } from 'htmlparser2';
import type { SafeHtml } from '../../../views/parts/prose.js';
import { isVoid, ruleFor, voidElement } from './elements.js';
import type { TextPlace } from './place.js';
import { startReading } from './reading.js';
import { createWriter } from './writer.js';

/** What is read of one description or README, in characters; the rest is left to GitLab. */
export const MAX_HTML = 128 * 1024;
/** Elements of one text; even code in colours has fewer. */
const MAX_ELEMENTS = 12_000;
/** Elements within each other; no person writes so many, and the parser's work grows with their square. */
const MAX_OPEN = 400;

class Enough extends Error {}

/**
 * Foreign HTML (GitLab's rendering of what anybody may write, a README's own markup) made fit for our origin:
 * https://docs.gitlab.com/development/gitlab_flavored_markdown/. Every tag and attribute that comes out is one that `elements.ts`
 * wrote; links are absolute and open elsewhere, and pictures come from our own origin or are links. `plain`: formulas and code
 * stay as they were written. Total; never throws, but code in colours takes as long as its grammar likes.
 */
export function sanitise(html: string, place: TextPlace, plain = false): SafeHtml {
  const writer = createWriter();
  const reading = startReading(html, place, plain);
  let open = 0;
  let elements = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      elements += 1;
      if (elements > MAX_ELEMENTS) throw new Enough();
      if (isVoid(name)) return writer.html(voidElement(name, attributes, reading));
      open += 1;
      if (open > MAX_OPEN) throw new Enough();
      const { replacement, onEnd } = ruleFor(name, attributes, reading);
      writer.begin(replacement, onEnd);
    },
    ontext: (text) => writer.text(text),
    onclosetag(name) {
      if (isVoid(name)) return;
      open -= 1;
      writer.end();
    },
  });
  try {
    parser.end(html.slice(0, MAX_HTML));
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return writer.finish() as SafeHtml;
}
