import { getContext } from '@forge/bridge/out/view/getContext.js';
import { findModule, type Module } from './modules.js';
import { forgeSentence, speakToViewer } from './words.js';

/** Where this frame is: what it shows, with which parameters, and whether their form is asked for. */
export interface Place {
  readonly module: Module;
  /** As the page stores them, names and values; what is no text is left out. */
  readonly config: Readonly<Record<string, string>>;
  readonly isConfiguring: boolean;
}

/** Asks Confluence, and from then on speaks to whoever looks in their way. Rejects where the module is not one of ours. */
export async function findPlace(): Promise<Place> {
  const { moduleKey, extension, locale, timezone } = await getContext();
  await speakToViewer(locale, timezone);
  const module = findModule(moduleKey);
  if (!module) throw new Error(forgeSentence('noModule', { module: moduleKey }));
  const fields: Fields = extension;
  return { module, config: configOf(fields), isConfiguring: fieldsOf(fields['macro'])['isConfiguring'] === true };
}

/** The address that answers the content for that place. */
export function contentAddress({ module, config }: Pick<Place, 'module' | 'config'>): string {
  const query = module.parameters.flatMap(({ identifier }) => {
    const value = config[identifier];
    return value ? [`${identifier}=${encodeURIComponent(value)}`] : [];
  });
  return query.length === 0 ? module.path : `${module.path}?${query.join('&')}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** A pasted link that has turned into a macro stands beside the parameters, until somebody edits the macro. */
function configOf(extension: Fields): Record<string, string> {
  const texts = Object.entries(fieldsOf(extension['config'])).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : []));
  const config = Object.fromEntries(texts) as Record<string, string>;
  const pasted = extension['autoConvertLink'];
  return config['url'] || typeof pasted !== 'string' ? config : { ...config, url: pasted };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
