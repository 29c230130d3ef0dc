import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Block, MacroUse, SitePage } from '../pages.js';
import { drawStored } from '../stored-pieces.js';
import { Avatar } from './avatar.js';

interface PageArticleProps {
  readonly page: SitePage;
  readonly spaceName: string;
  /** Called for the page's uses in their order. */
  readonly macro: (use: MacroUse) => VNode | null;
  readonly children?: ComponentChildren;
}

/** A page as it is read, with whatever stands for its macros. */
export function PageArticle({ page, spaceName, macro, children }: PageArticleProps) {
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
      {page.storage === undefined ? <div class="page-body">{page.blocks.map((block) => blockView(block, macro))}</div> : <Stored storage={page.storage} macro={macro} />}
      {children}
    </article>
  );
}

function Stored({ storage, macro }: { storage: string; macro: PageArticleProps['macro'] }) {
  const html = drawStored(storage, (use) => renderToString(macro(use) ?? <></>));
  return <div class="page-body" dangerouslySetInnerHTML={{ __html: html }} />;
}

function blockView(block: Block, macro: PageArticleProps['macro']): VNode {
  if ('html' in block) return <div class="html-block" dangerouslySetInnerHTML={{ __html: block.html }} />;
  if ('macro' in block) return <div class="macro-line">{macro(block)}</div>;
  return <p>{block.paragraph.map((part) => (typeof part === 'string' ? part : macro(part)))}</p>;
}
