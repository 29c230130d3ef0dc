/** What XML 1.0 can't hold in any spelling: https://www.w3.org/TR/xml/#charsets */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Text as XML, in an element or between double quotes. */
export function xml(text: string): string {
  return text.replace(NO_XML, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Text as it is, within a section of character data: the end of one is written as the end of two. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replace(NO_XML, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** A link of http or https; anything else is its text alone. */
export function link(href: string | undefined, inside: string): string {
  return href !== undefined && /^https?:\/\//i.test(href) ? `<a href="${xml(href)}">${inside}</a>` : inside;
}

/** Lines of code in Confluence's own macro. https://confluence.atlassian.com/doc/code-block-macro-139390.html */
export function codeBlock(text: string, firstLine?: number): string {
  const numbers = firstLine === undefined ? '' : `<ac:parameter ac:name="linenumbers">true</ac:parameter><ac:parameter ac:name="firstline">${firstLine}</ac:parameter>`;
  return `<ac:structured-macro ac:name="code" ac:schema-version="1">${numbers}<ac:plain-text-body>${cdata(text)}</ac:plain-text-body></ac:structured-macro>`;
}

export type StatusColour = 'Grey' | 'Red' | 'Yellow' | 'Green' | 'Blue' | 'Purple';

/** A state in a coloured word. https://confluence.atlassian.com/doc/status-macro-223222355.html */
export function status(text: string, colour: StatusColour): string {
  return `<ac:structured-macro ac:name="status" ac:schema-version="1"><ac:parameter ac:name="title">${xml(text)}</ac:parameter><ac:parameter ac:name="colour">${colour}</ac:parameter></ac:structured-macro>`;
}
