import { parametersOf } from './payload.js';

/** An Atlassian document, as far as this uses it: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export interface AtlassianDocument {
  readonly version: 1;
  readonly type: 'doc';
  readonly content: readonly { readonly type: 'paragraph'; readonly content: readonly TextNode[] }[];
}

interface TextNode {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly { readonly type: 'link'; readonly attrs: { readonly href: string } }[];
}

/** What browsers and Confluence still take for an address. */
const MAX_URL = 2_048;

/**
 * What stands in place of a macro in a page that is exported to PDF or Word, or looked at in its history: the bare link. An export
 * is read by whoever gets it, so it holds nothing of what GitLab shows to the person who made it; and nothing at all where the
 * macro's author wants that of what is private, since here nobody knows whether it is. Never throws.
 */
export function exportMacro(payload: unknown): AtlassianDocument {
  const { url, policy } = parametersOf(payload);
  if (policy === 'nothing') return { version: 1, type: 'doc', content: [] };
  return { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [nodeOf(url.trim())] }] };
}

function nodeOf(url: string): TextNode {
  if (url === '') return { type: 'text', text: 'GitLab: no link' };
  const href = hrefOf(url);
  if (href === undefined) return { type: 'text', text: url.length > MAX_URL ? `${url.slice(0, MAX_URL)}…` : url };
  return { type: 'text', text: url, marks: [{ type: 'link', attrs: { href } }] };
}

/** Undefined for what is not an address of the web: `javascript:` and the like lead nowhere. */
function hrefOf(url: string): string | undefined {
  if (url.length > MAX_URL || !URL_SHAPE.test(url)) return undefined;
  try {
    return new URL(url).href;
  } catch {
    return undefined;
  }
}

const URL_SHAPE = /^https?:\/\/[^\s\p{Cc}]+$/iu;
