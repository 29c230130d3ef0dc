/** Keys within the manifest that its parts refer to each other by. They are Atlassian's business, not that of any page. */
export const REMOTE = 'server';
export const ENDPOINT = 'server-endpoint';
export const ADMIN_ENDPOINT = 'server-admin-endpoint';
export const UI = 'ui';
export const EXPORT_FUNCTION = 'macro-export';
export const LIFECYCLE = 'lifecycle';
export const TRANSLATIONS = 'translations';

/** `<file>.<exported function>` below the app's `src/`. */
export const EXPORT_HANDLER = 'index.exportMacro';

/** Where the app's folder keeps its Custom UI, relative to the manifest. */
export const UI_FOLDER = 'static/ui';

/** Where the app's folder keeps what its names and descriptions are in each language. */
export const LOCALES_FOLDER = 'locales';

export const RUNTIME = 'nodejs22.x';
