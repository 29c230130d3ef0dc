import { renderToString } from 'preact-render-to-string';
import { Card } from '../../../views/macros/card.js';
import { Speaking } from '../../../views/words/context.js';
import type { Words } from '../../../views/words/words.js';
import type { ListLook } from '../cards/list.js';
import { cardOf } from '../cards/card.js';
import { chipOf } from '../cards/chip.js';
import { subjectModel } from '../drawing/subject.js';
import { plainUrl } from '../drawing/words.js';
import { compactCard } from '../cards/compact.js';
import type { MacroResult } from '../outcome.js';
import type { Presentation } from '../parameters/presentation.js';
import { storageFromHtml } from './storage-from-html.js';
import { link, xml } from './storage-text.js';

type Shown = Extract<MacroResult, { outcome: 'shown' }>;

/** How a macro stands in its page. */
export type ExportShape = 'block' | 'inline';

export interface ExportSetting {
  readonly shape: ExportShape;
  readonly words: Words;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly look: Presentation['look'];
  readonly list?: ListLook | undefined;
}

/** A thing with everything that its card shows, in storage format; within a sentence its title and state. */
export function wholeOf(result: Shown, setting: ExportSetting): string {
  if (setting.shape === 'inline') return titleOf(result, setting);
  const { list, now, words } = setting;
  const { instance } = result.subject;
  // Without addresses of ours, which end soon, pictures are links to GitLab.
  const card = cardOf(result.thing, { instance, now, words, asWritten: result.asWritten, ...(list ? { list } : {}) });
  const shown = setting.look === 'card' ? compactCard(card) : card;
  // Nobody can press anything in an export.
  const still = shown.kind === 'list' ? { ...shown, sorts: [] } : shown;
  const html = renderToString(
    <Speaking.Provider value={words}>
      <Card card={still} />
    </Speaking.Provider>,
  );
  return storageFromHtml(html) + asOfLine(result, setting);
}

/** Its title as a link, and since when that is so. */
export function titleOf(result: Shown, setting: ExportSetting): string {
  const { title, url, reference, badge } = chipOf(result.thing, setting.words);
  const name = [reference, title].filter((part) => part !== undefined && part !== '').join(' ');
  const shared = result.shared ? setting.words.say('notices.shared') : undefined;
  const about = [badge?.text, setting.words.say('exports.asOf', { time: timeOf(result, setting), ...commitOf(result) }), shared].filter((part) => part !== undefined);
  return line(setting, `${link(url, xml(name))} (${xml(about.join(', '))})`);
}

/** The address alone, as the page holds it, and when it could not be said more. */
export function linkOf(result: MacroResult, setting: ExportSetting): string {
  const time = setting.words.minute(new Date(setting.now));
  if (result.outcome === 'unsupported') {
    const text = result.text.trim();
    return text === '' ? '' : line(setting, link(plainUrl(text), xml(text)));
  }
  const { text, url } = subjectModel(result.subject, setting.words);
  const note = result.outcome === 'unavailable' ? setting.words.say('exports.unavailable', { time }) : setting.words.say('exports.linkAsOf', { time });
  return line(setting, `${link(url, xml(text))} (${xml(note)})`);
}

function asOfLine(result: Shown, setting: ExportSetting): string {
  const { badge } = chipOf(result.thing, setting.words);
  const { url, text } = subjectModel(result.subject, setting.words);
  const about = setting.words.say('exports.fromGitLab', { time: timeOf(result, setting), ...commitOf(result), hasState: badge ? 'yes' : 'no', state: badge?.text ?? '' });
  const shared = result.shared ? ` <em>${xml(setting.words.say('notices.shared'))}.</em>` : '';
  return `<p><em>${xml(about)}</em>${shared} ${link(url, xml(text))}</p>`;
}

const timeOf = ({ takenAt }: Shown, { words }: ExportSetting) => words.minute(new Date(takenAt));

/** The commit that the content is of, where it is of one. */
function commitOf({ thing }: Shown): { hasCommit: 'yes' | 'no'; commit: string } {
  const sha = shaOf(thing);
  return { hasCommit: sha === undefined ? 'no' : 'yes', commit: sha?.slice(0, 8) ?? '' };
}

function shaOf(thing: Shown['thing']): string | undefined {
  switch (thing.kind) {
    case 'file':
      return thing.pin?.sha ?? thing.sha;
    case 'commit':
    case 'pipeline':
      return thing.sha;
    case 'job':
      return thing.commit?.name;
    case 'folder':
      return thing.lastCommit?.sha;
    case 'branch':
    case 'tag':
    case 'release':
      return thing.commit?.sha;
    case 'environment':
      return thing.lastDeployment?.sha;
    default:
      return undefined;
  }
}

function line({ shape }: ExportSetting, inside: string): string {
  return shape === 'inline' ? inside : `<p>${inside}</p>`;
}
