import type { MacroView } from '../frames.js';
import type { Block, MacroUse, SitePage } from '../pages.js';
import { Avatar } from './avatar.js';
import { Macro } from './frame.js';

interface ContentPageProps {
  readonly page: SitePage;
  readonly spaceName: string;
  readonly macros: ReadonlyMap<MacroUse, MacroView>;
}

export function ContentPage({ page, spaceName, macros }: ContentPageProps) {
  const author = page.author ?? 'Ada Administrator';
  return (
    <article class="page">
      <ol class="breadcrumbs" aria-label="Breadcrumbs"><li>Spaces</li><li>{spaceName}</li><li>Content</li></ol>
      <h1>{page.title}</h1>
      <p class="byline">
        <Avatar user={{ displayName: author, accountId: author }} />
        <span>By <strong>{author}</strong></span>
        <span>Version {page.version}</span>
      </p>
      <div class="page-body">{page.blocks.map((block) => <BlockView block={block} macros={macros} />)}</div>
    </article>
  );
}

function BlockView({ block, macros }: { block: Block; macros: ContentPageProps['macros'] }) {
  if ('html' in block) return <div class="html-block" dangerouslySetInnerHTML={{ __html: block.html }} />;
  if ('macro' in block) return <div class="macro-line"><MacroOf use={block} macros={macros} /></div>;
  return <p>{block.paragraph.map((part) => (typeof part === 'string' ? part : <MacroOf use={part} macros={macros} />))}</p>;
}

function MacroOf({ use, macros }: { use: MacroUse; macros: ContentPageProps['macros'] }) {
  const view = macros.get(use);
  return view ? <Macro view={view} /> : null;
}
