import type { MacroView } from '../frames.js';
import type { MacroUse, SitePage } from '../pages.js';
import { Macro } from './frame.js';
import { PageArticle } from './page-article.js';

interface ContentPageProps {
  readonly page: SitePage;
  readonly spaceName: string;
  readonly macros: ReadonlyMap<MacroUse, MacroView>;
}

export function ContentPage({ page, spaceName, macros }: ContentPageProps) {
  const macro = (use: MacroUse) => {
    const view = macros.get(use);
    return view ? <Macro view={view} /> : null;
  };
  return <PageArticle page={page} spaceName={spaceName} macro={macro} />;
}
