import { ENDPOINT, EXPORT_FUNCTION, UI } from './names.js';
import { nativeText } from './native-text.js';
import type { ServedMacro } from './served.js';

/** The types of parameters that Forge knows by themselves; all others are text to it, as they are in the page. */
const OWN_TYPES = new Set(['attachment', 'confluence-content', 'spacekey']);

/**
 * Forge's own macro for one of the descriptor: pages that hold the Connect macro of that key show this one, with what they store
 * for its parameters. https://developer.atlassian.com/platform/forge/migrate-connect-macro-to-forge/
 */
export function nativeMacro(macro: ServedMacro): Readonly<Record<string, unknown>> {
  return {
    key: macro.key,
    title: nativeText(macro.name),
    ...(macro.description ? { description: nativeText(macro.description) } : {}),
    ...(macro.icon ? { icon: macro.icon.url } : {}),
    ...(macro.categories ? { categories: macro.categories } : {}),
    resource: UI,
    resolver: { endpoint: ENDPOINT },
    layout: macro.outputType,
    config: { title: nativeText(macro.name), resource: UI, openOnInsert: true, parameters: macro.parameters.map(parameterOf) },
    ...(macro.autoconvert ? { autoConvert: { matchers: macro.autoconvert.matchers.map(({ pattern }) => ({ pattern: nativePattern(pattern) })) } } : {}),
    adfExport: { function: EXPORT_FUNCTION },
    unlicensedAccess: ['unlicensed', 'anonymous'],
  };
}

function parameterOf({ identifier, type, indexing }: ServedMacro['parameters'][number]): Readonly<Record<string, unknown>> {
  return { identifier, type: OWN_TYPES.has(type) ? type : 'string', ...(indexing ? { indexing: { enabled: indexing.enabled } } : {}) };
}

/** Connect writes `{}` for anything within a segment of the address, Forge writes `*`. */
function nativePattern(pattern: string): string {
  if (pattern.includes('*')) throw new Error(`The paste pattern ${pattern} has a *, which would mean anything under Forge.`);
  return pattern.replaceAll('{}', '*');
}
