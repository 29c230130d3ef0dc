import { findModule, signFrameUrl, type FrameModule, type FramePlace } from './frame-url.js';
import type { DynamicContentMacro } from './descriptor.js';
import type { Installation } from './installations.js';
import { macroId, macrosOf, parametersOf, type MacroUse, type SitePage } from './pages.js';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';

/** What the site's script needs to put one frame into a page; it travels in the page as JSON. */
export interface FrameView {
  readonly appKey: string;
  readonly moduleKey: string;
  /** What the frame is called to those who don't see it. */
  readonly name: string;
  readonly url: string;
  readonly inline: boolean;
  /** CSS lengths. */
  readonly width: string;
  readonly height: string;
  readonly sandbox: string;
  readonly moduleType: string;
  readonly isFullPage: boolean;
  readonly params: Readonly<Record<string, string>>;
  /** Of a dialog's frame. */
  readonly dialogId?: string;
  readonly pageId: string | undefined;
  readonly macroId: string | undefined;
}

/** A macro as the page shows it: in its frame, or by name when no installed app has it. */
export type MacroView = { readonly use: MacroUse; readonly frame: FrameView | undefined };

const SANDBOX = [
  'allow-downloads', 'allow-forms', 'allow-modals', 'allow-popups', 'allow-popups-to-escape-sandbox', 'allow-scripts', 'allow-same-origin',
  'allow-top-navigation-by-user-activation', 'allow-storage-access-by-user-activation',
];

/** The app and module behind a key; two apps with the same module key never get onto one site. */
export function locateModule(site: Site, moduleKey: string): { installation: Installation; found: FrameModule } | undefined {
  for (const installation of site.installations.list()) {
    const found = findModule(installation, moduleKey);
    if (found) return { installation, found };
  }
  return undefined;
}

export function macroViews(site: Site, page: SitePage, viewer: SiteUser): Map<MacroUse, MacroView> {
  const views = macrosOf(page).map((use, position): [MacroUse, MacroView] => {
    const place = { page, macroId: macroId(page, use, position), params: parametersOf(use) };
    const located = locateModule(site, use.macro);
    const frame = located?.found.kind === 'macro' ? frameView(site, located.installation, located.found, viewer, place) : undefined;
    return [use, { use, frame }];
  });
  return new Map(views);
}

export function frameView(site: Site, installation: Installation, found: FrameModule, viewer: SiteUser, place: FramePlace): FrameView {
  const macro = found.kind === 'macro' ? found.module : undefined;
  const inline = macro?.outputType === 'inline';
  return {
    appKey: installation.descriptor.key,
    moduleKey: found.module.key,
    name: found.module.name.value,
    url: signFrameUrl(site, installation, found, viewer, place),
    inline,
    width: cssLength(macro?.width, inline ? '240px' : '100%'),
    height: cssLength(macro?.height, inline ? '24px' : '100px'),
    sandbox: SANDBOX.filter((token) => site.switches.popupsInFrames || !token.startsWith('allow-popups')).join(' '),
    moduleType: macro ? 'dynamicContentMacros' : found.module === installation.descriptor.modules.configurePage ? 'configurePage' : 'generalPages',
    isFullPage: !macro,
    params: place.params ?? {},
    pageId: place.page?.id,
    macroId: place.macroId,
  };
}

/** The editor of a macro, as the dialog's content. */
export function editorFrame(site: Site, installation: Installation, module: DynamicContentMacro, viewer: SiteUser, place: FramePlace): FrameView {
  const { editor } = module;
  if (!editor) throw new Error(`${module.key} has no editor.`);
  const view = frameView(site, installation, { kind: 'macro', module: { ...module, url: editor.url } }, viewer, place);
  const title = place.params?.url === undefined ? editor.insertTitle : editor.editTitle;
  return { ...view, name: title?.value ?? module.name.value, inline: false, width: cssLength(editor.width, '600px'), height: cssLength(editor.height, '400px'), isFullPage: true, dialogId: `macro-editor-${module.key}` };
}

/** Descriptors write pixels as a plain number too. */
function cssLength(declared: string | undefined, fallback: string): string {
  if (declared === undefined) return fallback;
  return /^\d+$/.test(declared) ? `${declared}px` : declared;
}
