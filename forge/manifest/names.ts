/** Keys within the manifest that its parts refer to each other by. They are Atlassian's business, not that of any page. */
export const REMOTE = 'server';
export const ENDPOINT = 'server-endpoint';
export const UI = 'ui';
export const EXPORT_FUNCTION = 'macro-export';
export const LIFECYCLE = 'lifecycle';

/** `<file>.<exported function>` below the app's `src/`. */
export const EXPORT_HANDLER = 'index.exportMacro';

/** Where the app's folder keeps its Custom UI, relative to the manifest. */
export const UI_FOLDER = 'static/ui';

export const RUNTIME = 'nodejs22.x';
