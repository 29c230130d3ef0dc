import type { MacroView } from '../frames.js';
import type { MacroUse, SitePage } from '../pages.js';
import { Macro } from './frame.js';
import { PageArticle } from './page-article.js';

interface ContentPageProps {
  readonly page: SitePage;
  readonly spaceName: string;
  /** Where it is edited; undefined for who may not. */
  readonly edit: string | undefined;
  /** Where one sees what an export holds. */
  readonly exported: string;
  readonly macros: ReadonlyMap<MacroUse, MacroView>;
}

export function ContentPage({ page, spaceName, macros, edit, exported }: ContentPageProps) {
  const macro = (use: MacroUse) => {
    const view = macros.get(use);
    return view ? <Macro view={view} /> : null;
  };
  return (
    <PageArticle page={page} spaceName={spaceName} macro={macro}>
      <p class="page-edit">
        {edit === undefined ? null : <a href={edit}>Edit this page</a>}
        <a href={exported}>Export preview</a>
      </p>
    </PageArticle>
  );
}
