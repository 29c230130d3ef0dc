import { parseDocument } from 'htmlparser2';

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: Record<string, string> }>;

/** What Confluence makes of a macro's rendering in storage format when it exports a page: its own macros `code` and `status`, and markup. */
export function htmlOfStorage(storage: string): string {
  return parseDocument(storage, { xmlMode: true }).children.map(draw).join('');
}

function draw(node: Node): string {
  if (node.type === 'text') return 'data' in node ? escape(node.data) : '';
  if (!('attribs' in node)) return 'children' in node ? node.children.map(draw).join('') : '';
  if (node.name === 'ac:structured-macro') return drawMacro(node);
  if (node.name.includes(':')) return node.children.map(draw).join('');
  const attributes = Object.entries(node.attribs).map(([name, value]) => ` ${name}="${escape(value)}"`).join('');
  const inside = node.children.map(draw).join('');
  return inside === '' && ['br', 'hr'].includes(node.name) ? `<${node.name}>` : `<${node.name}${attributes}>${inside}</${node.name}>`;
}

function drawMacro(macro: Element): string {
  const parts = macro.children.filter((child): child is Element => 'attribs' in child);
  const parameter = (name: string) => textOf(parts.find((part) => part.attribs['ac:name'] === name));
  const body = textOf(parts.find((part) => part.name === 'ac:plain-text-body'));
  switch (macro.attribs['ac:name']) {
    case 'status':
      return `<span class="paper-status" data-colour="${escape(parameter('colour'))}">${escape(parameter('title'))}</span>`;
    case 'code':
      return `<pre class="paper-code">${escape(numbered(body, Number(parameter('firstline'))))}</pre>`;
    default:
      return `<p>[${escape(macro.attribs['ac:name'] ?? '')}]</p>`;
  }
}

function numbered(text: string, first: number): string {
  if (!first) return text;
  const lines = text.split('\n');
  const width = String(first + lines.length).length;
  return lines.map((line, index) => `${String(first + index).padStart(width)}  ${line}`).join('\n');
}

function textOf(node: Node | undefined): string {
  if (node === undefined) return '';
  if ('data' in node) return node.data;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
