import type { DynamicContentMacro } from '../descriptor.js';
import type { SitePage } from '../pages.js';
import { storedPieces } from '../stored-pieces.js';

interface EditorPageProps {
  readonly page: SitePage;
  /** In storage format. */
  readonly draft: string;
  /** Something was edited that is not published. */
  readonly changed: boolean;
  readonly macros: readonly DynamicContentMacro[];
  /** Where Close leads to. */
  readonly closed: string;
}

/** The page as one writes it: its text as it is, its macros by name, each with its editor. */
export function EditorPage({ page, draft, changed, macros, closed }: EditorPageProps) {
  let index = -1;
  return (
    <article class="page editor" data-draft={page.id} data-closed={closed}>
      <div class="editor-bar" role="toolbar" aria-label="Page">
        <span class="editor-state">{changed ? 'Draft, not published' : `Version ${page.version}`}</span>
        <button type="button" class="primary" data-publish>Publish</button>
        <button type="button" data-discard>Close</button>
      </div>
      <h1>{page.title}</h1>
      <div class="page-body">
        {storedPieces(draft).map((piece) => {
          if (piece.is === 'markup') return <div class="html-block" dangerouslySetInnerHTML={{ __html: draft.slice(piece.from, piece.to) }} />;
          index += 1;
          return <MacroChip index={index} name={piece.use.macro} params={piece.use.params ?? {}} module={macros.find(({ key }) => key === piece.use.macro)} />;
        })}
      </div>
      <div class="editor-insert">
        <form data-paste>
          <label>Paste a link <input name="url" type="text" inputMode="url" autocomplete="off" /></label>
          <button type="submit">Paste</button>
        </form>
        <p>
          <span>Insert</span>
          {macros.filter(({ editor }) => editor).map(({ key, name, editor }) => (
            <button type="button" data-insert={key} data-title={editor?.insertTitle?.value ?? `Insert ${name.value}`}>{name.value}</button>
          ))}
        </p>
      </div>
    </article>
  );
}

interface MacroChipProps {
  readonly index: number;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly module: DynamicContentMacro | undefined;
}

function MacroChip({ index, name, params, module }: MacroChipProps) {
  const title = module?.name.value ?? name;
  return (
    <span class="macro-chip" data-macro={index}>
      <strong>{title}</strong>
      {Object.entries(params).filter(([, value]) => value !== '').map(([key, value]) => <span class="macro-parameter">{key} = {value}</span>)}
      {module?.editor ? (
        <button type="button" data-edit={index} data-key={name} data-title={module.editor.editTitle?.value ?? `Edit ${title}`} data-params={JSON.stringify(params)}>Edit</button>
      ) : null}
      <button type="button" data-remove={index} aria-label={`Remove ${title}`}>Remove</button>
    </span>
  );
}
