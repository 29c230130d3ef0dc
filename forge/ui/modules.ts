import descriptor from '../../atlassian-connect.json';
import { sayOf } from './words.js';

/** One parameter of a macro, as its author sees it. */
export interface Parameter {
  /** The name that pages store it under. */
  readonly identifier: string;
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Undefined where any text may stand. */
  readonly values: readonly string[] | undefined;
  readonly isUrl: boolean;
  /** `true` or nothing. */
  readonly isSwitch: boolean;
}

/** What a frame shows: a macro or a page of the descriptor, by the key that they have under Forge too. */
export interface Module {
  readonly kind: 'macro' | 'page';
  /** Below the app's base URL, where its content comes from: `/api/macros/link`. */
  readonly path: string;
  readonly name: string;
  readonly look: 'block' | 'inline' | 'page';
  readonly parameters: readonly Parameter[];
}

/** The module of that key, named in the viewer's language; undefined where the descriptor has none. */
export function findModule(key: string): Module | undefined {
  const macro = descriptor.modules.dynamicContentMacros.find((candidate) => candidate.key === key);
  if (macro) {
    const look = macro.outputType === 'inline' ? 'inline' : 'block';
    return { kind: 'macro', path: pathOf(macro.url), name: sayOf(macro.name), look, parameters: macro.parameters.map(parameterOf) };
  }
  const page = [...descriptor.modules.generalPages, descriptor.modules.configurePage].find((candidate) => candidate.key === key);
  return page && { kind: 'page', path: pathOf(page.url), name: sayOf(page.name), look: 'page', parameters: [] };
}

/** Content alone is served beside the frame's document, under the same path. */
function pathOf(url: string): string {
  return `/api${url.split('?', 1)[0] ?? ''}`;
}

type Declared = (typeof descriptor.modules.dynamicContentMacros)[number]['parameters'][number];

function parameterOf({ identifier, name, description, type, ...more }: Declared): Parameter {
  return {
    identifier,
    name: sayOf(name),
    description: sayOf(description),
    required: 'required' in more && more.required === true,
    values: 'values' in more && more.values ? more.values : undefined,
    isUrl: type === 'url',
    isSwitch: type === 'boolean',
  };
}
