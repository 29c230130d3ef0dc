import type { VNode } from 'preact';
import { macrosOf, type MacroUse, type SitePage } from '../../confluence/pages.js';
import { PageArticle } from '../../confluence/views/page-article.js';
import type { ForgeModule, FramePlace } from '../site.js';

interface ForgeContentProps {
  readonly page: SitePage;
  readonly spaceName: string;
  readonly modules: readonly ForgeModule[];
  readonly mayEdit: boolean;
}

/** A page with its macros in frames, each with a button to edit it. */
export function ForgeContent({ page, spaceName, modules, mayEdit }: ForgeContentProps): VNode {
  const uses = macrosOf(page);
  // A use that a page holds twice is met in order.
  let position = -1;
  const macro = (use: MacroUse) => {
    position = uses.indexOf(use, position + 1);
    return <Macro place={{ moduleKey: use.macro, pageId: page.id, position }} module={modules.find(({ key }) => key === use.macro)} mayEdit={mayEdit} />;
  };
  return (
    <PageArticle page={page} spaceName={spaceName} macro={macro}>
      {mayEdit ? <Insert page={page} modules={modules} /> : null}
    </PageArticle>
  );
}

interface MacroProps {
  readonly place: FramePlace;
  readonly module: ForgeModule | undefined;
  readonly mayEdit: boolean;
}

function Macro({ place, module, mayEdit }: MacroProps): VNode {
  if (!module) return <span class="unknown-macro">Unknown macro: {place.moduleKey}</span>;
  return (
    <span class={`forge-macro forge-${module.layout}`}>
      <ForgeFrame place={place} module={module} />
      {mayEdit ? <EditButton place={place} label={`Edit ${module.title}`} text="Edit" /> : null}
    </span>
  );
}

function EditButton({ place, label, text }: { place: FramePlace; label: string; text: string }): VNode {
  return (
    <button type="button" class="forge-edit" aria-label={label} data-configure={JSON.stringify({ ...place, isConfiguring: true })}>
      {text}
    </button>
  );
}

/** The site's script puts the frame there. */
function ForgeFrame({ place, module }: { place: FramePlace; module: ForgeModule }): VNode {
  return <span class="forge-frame" data-forge-frame={JSON.stringify(place)} data-title={module.title} data-layout={module.layout} />;
}

function Insert({ page, modules }: { page: SitePage; modules: readonly ForgeModule[] }): VNode {
  return (
    <p class="forge-insert">
      Insert:{' '}
      {modules.filter(({ type }) => type === 'macro').map(({ key, title }) => (
        <EditButton place={{ moduleKey: key, pageId: page.id }} label={`Insert ${title}`} text={title} />
      ))}
    </p>
  );
}

/** A page that the app fills. */
export function ForgeModulePage({ module }: { module: ForgeModule }): VNode {
  return (
    <section class="module-page" aria-label={module.title}>
      <ForgeFrame place={{ moduleKey: module.key }} module={module} />
    </section>
  );
}
