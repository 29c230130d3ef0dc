import ts from 'typescript';
import { nodesOf, placeOf, type Source } from './sources.js';

/** What every language writes alike: these names, and addresses. */
const ALIKE = /\b(?:GitLab for Confluence|GitLab|Confluence)\b|https?:\/\/\S+/g;

/** What these attributes of an element hold is seen or read out. */
const SEEN = new Set(['title', 'alt', 'placeholder', 'label', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext']);
/** The same for our own components; of an element they are a name that nobody sees. */
const SEEN_OF_OURS = new Set(['name', 'text', 'hint', 'note', 'heading']);
/** Of what a view is drawn from. */
const SEEN_OF_MODELS = new Set(['title', 'label', 'iconLabel', 'name', 'text', 'note', 'hint', 'kind', 'message']);

/** Where a source says words of its own to people, each with what it says. */
export function hardCodedWords(source: Source): string[] {
  const found: string[] = [];
  const judge = (node: ts.Node, text: string) => {
    if (/\p{L}/u.test(text.replace(ALIKE, ''))) found.push(`${placeOf(source, node)} ${text.trim()}`);
  };
  for (const node of nodesOf(source.tree)) {
    if (isCode(node)) continue;
    if (ts.isJsxText(node)) judge(node, node.text);
    else if (ts.isJsxAttribute(node) && isSeen(node)) textsOf(node.initializer).forEach((text) => judge(node, text));
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) textsOf(node.expression).forEach((text) => judge(node, text));
    else if (ts.isPropertyAssignment(node) && SEEN_OF_MODELS.has(node.name.getText())) textsOf(node.initializer).filter(isWritten).forEach((text) => judge(node, text));
    else if (source.path.endsWith('.ts') && isText(node) && !isForNobody(node)) textsOf(node).map(withoutTags).filter(isSentence).forEach((text) => judge(node, text));
  }
  return found;
}

/** What is to be copied as it stands, whatever somebody's language. */
function isCode(node: ts.Node): boolean {
  const parent = node.parent as ts.Node | undefined;
  return parent !== undefined && ts.isJsxElement(parent) && parent.openingElement.tagName.getText() === 'code';
}

function isSeen(attribute: ts.JsxAttribute): boolean {
  const name = attribute.name.getText();
  const element = attribute.parent.parent.tagName.getText();
  // Of a form's field it is what the server knows it by.
  if (name === 'name' && /^(?:Icon|Tick|Choice)$|Field$/.test(element)) return false;
  return SEEN.has(name) || (SEEN_OF_OURS.has(name) && /^[A-Z]/.test(element) && element !== 'Icon');
}

type Text = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
}

const CHOICES: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PlusToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken]);

/** The texts that an expression may come to, as far as it holds them itself. */
function textsOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.flatMap(({ expression, literal }) => [...textsOf(expression), literal.text])];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return CHOICES.has(node.operatorToken.kind) ? [...textsOf(node.left), ...textsOf(node.right)] : [];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return textsOf(node.expression);
  if (ts.isJsxExpression(node)) return textsOf(node.expression);
  return [];
}

/** `Wiki page`, `No count`; not the name of something, such as `merge-request`, or of a message. */
function isWritten(text: string): boolean {
  return /^\p{Lu}\p{Ll}/u.test(text) || isSentence(text);
}

/** Two words beside each other, which are not the beginnings of names of classes. */
function isSentence(text: string): boolean {
  return !/^[a-z- ]+-$/.test(text) && /\p{L}{2}[,.:;!?]? \p{L}/u.test(text);
}

function withoutTags(text: string): string {
  return text.replace(/<[^>]*>?/g, '|');
}

const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken]);

/** Names a module, a type or a property, is compared with, tells how a link leads on, or is an error that only a programmer sees. */
function isForNobody(node: ts.Node): boolean {
  const { parent: holder } = node;
  if (ts.isPropertyAssignment(holder)) return holder.name === node || holder.name.getText() === 'rel';
  if (ts.isBinaryExpression(holder) && EQUALITY.has(holder.operatorToken.kind)) return true;
  for (let parent: ts.Node = holder; ; parent = parent.parent) {
    if (ts.isImportDeclaration(parent) || ts.isTypeNode(parent) || ts.isThrowStatement(parent)) return true;
    if (ts.isNewExpression(parent) && /Error$|^RegExp$/.test(parent.expression.getText())) return true;
    if (ts.isStatement(parent) || ts.isSourceFile(parent)) return false;
  }
}
