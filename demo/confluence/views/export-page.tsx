import { RENDER_MODES, type RenderMode } from '../frame-url.js';
import type { MacroUse, SitePage } from '../pages.js';
import type { SiteUser } from '../users.js';
import { PageArticle } from './page-article.js';

interface ExportPageProps {
  readonly page: SitePage;
  readonly spaceName: string;
  /** HTML by use. */
  readonly macros: ReadonlyMap<MacroUse, string>;
  readonly mode: RenderMode;
  /** Whether the apps were told who exports. */
  readonly isNamed: boolean;
  readonly viewer: SiteUser;
  readonly path: string;
}

const NAMES: Readonly<Record<RenderMode, string>> = { default: 'Other', pdf: 'PDF', word: 'Word', email: 'E-mail' };

/** An export as paper: what the file would hold, and switches for how it came about. */
export function ExportPage({ page, spaceName, macros, mode, isNamed, viewer, path }: ExportPageProps) {
  const address = (next: { mode?: RenderMode; named?: boolean }) => `${path}?mode=${next.mode ?? mode}${(next.named ?? isNamed) ? '' : '&named=no'}`;
  return (
    <>
      <nav class="export-bar" aria-label="Export preview">
        <span>
          {RENDER_MODES.filter((one) => one !== 'default').map((one) => (
            <a href={address({ mode: one })} aria-current={one === mode ? 'true' : undefined}>{NAMES[one]}</a>
          ))}
        </span>
        <span>
          {isNamed ? `Apps are told that ${viewer.displayName} exports.` : 'Apps are not told who exports.'} <a href={address({ named: !isNamed })}>{isNamed ? 'Don’t tell them' : 'Tell them'}</a>
        </span>
      </nav>
      <div class="paper">
        <PageArticle page={page} spaceName={spaceName} macro={(use) => <span class="paper-macro" dangerouslySetInnerHTML={{ __html: macros.get(use) ?? '' }} />} />
      </div>
    </>
  );
}
