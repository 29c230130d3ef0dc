import type { Descriptor, PageModule } from '../descriptor.js';
import type { Installation } from '../installations.js';

export interface AppsPageProps {
  readonly installations: readonly Installation[];
  /** Descriptors that were asked for and are not installed now. */
  readonly others: readonly string[];
  readonly notice: { readonly success: boolean; readonly lines: readonly string[] } | undefined;
  readonly isAdministrator: boolean;
  /** Whether a page's conditions hold for whoever looks. */
  readonly isShown: (page: PageModule) => boolean;
  /** Path below which an app's own pages are, such as its configuration. */
  readonly modulePath: (appKey: string, moduleKey: string) => string;
}

/** What an administrator sees: the installed apps, and a field to install another one from its descriptor. */
export function AppsPage(props: AppsPageProps) {
  return (
    <section class="admin">
      <p class="eyebrow">Administration</p>
      <h1>Connected apps</h1>
      {props.notice && (
        <div class={`notice ${props.notice.success ? 'notice-success' : 'notice-problem'}`} role="status">
          {props.notice.lines.map((line) => <p>{line}</p>)}
        </div>
      )}
      {!props.isAdministrator && <p class="notice notice-info">Only an administrator may change this. Switch the viewer to Ada Administrator.</p>}
      {props.installations.length === 0 && <p class="empty">No app is installed.</p>}
      {props.installations.map((installation) => <InstalledApp installation={installation} props={props} />)}
      {props.others.map((url) => <RemovedApp url={url} props={props} />)}
      {props.isAdministrator && <InstallForm />}
    </section>
  );
}

function InstalledApp({ installation: { descriptor, descriptorUrl }, props }: { installation: Installation; props: AppsPageProps }) {
  const configure = descriptor.modules.configurePage;
  return (
    <article class="app-card" data-app={descriptor.key}>
      <header>
        <h2>{descriptor.name}</h2>
        <span class="lozenge lozenge-success">Installed</span>
        <div class="buttons">
          {configure && props.isShown(configure) && <a class="button" href={props.modulePath(descriptor.key, configure.key)}>Configure</a>}
          <AppForm action="install" value={descriptorUrl} label="Install again" disabled={!props.isAdministrator} />
          <AppForm action="uninstall" value={descriptor.key} label="Uninstall" disabled={!props.isAdministrator} />
        </div>
      </header>
      {descriptor.description && <p>{descriptor.description}</p>}
      <dl>
        <dt>Key</dt><dd><code>{descriptor.key}</code></dd>
        <dt>Descriptor</dt><dd><code>{descriptorUrl}</code></dd>
        <dt>Base URL</dt><dd><code>{descriptor.baseUrl}</code></dd>
        <dt>Scopes</dt><dd>{descriptor.scopes.join(', ') || 'none'}</dd>
      </dl>
      <ModuleTable descriptor={descriptor} />
    </article>
  );
}

function ModuleTable({ descriptor }: { descriptor: Descriptor }) {
  return (
    <table>
      <thead><tr><th scope="col">Module</th><th scope="col">Key</th><th scope="col">Type</th></tr></thead>
      <tbody>
        {listModules(descriptor).map(({ type, key, name }) => <tr><td>{name}</td><td><code>{key}</code></td><td>{type}</td></tr>)}
      </tbody>
    </table>
  );
}

function listModules({ modules }: Descriptor): { type: string; key: string; name: string }[] {
  return Object.entries(modules).flatMap(([type, list]) =>
    (Array.isArray(list) ? list : [list]).flatMap((module) => {
      if (!module) return [];
      const name = 'name' in module && typeof module.name === 'object' && module.name !== null && 'value' in module.name ? String(module.name.value) : '';
      return [{ type, key: module.key ?? '', name }];
    }),
  );
}

function RemovedApp({ url, props }: { url: string; props: AppsPageProps }) {
  return (
    <article class="app-card" data-descriptor={url}>
      <header>
        <h2><code>{url}</code></h2>
        <span class="lozenge">Not installed</span>
        <div class="buttons"><AppForm action="install" value={url} label="Install" disabled={!props.isAdministrator} /></div>
      </header>
    </article>
  );
}

function AppForm({ action, value, label, disabled }: { action: 'install' | 'uninstall'; value: string; label: string; disabled: boolean }) {
  return (
    <form method="post" action={`/wiki/admin/apps/${action}`}>
      <input type="hidden" name={action === 'install' ? 'descriptorUrl' : 'appKey'} value={value} />
      <button class="button" type="submit" disabled={disabled}>{label}</button>
    </form>
  );
}

function InstallForm() {
  return (
    <form class="install-form" method="post" action="/wiki/admin/apps/install">
      <label for="descriptor-url">App descriptor URL</label>
      <div>
        <input id="descriptor-url" name="descriptorUrl" type="url" required placeholder="https://app.example.com/atlassian-connect.json" />
        <button class="button button-primary" type="submit">Install app</button>
      </div>
    </form>
  );
}
