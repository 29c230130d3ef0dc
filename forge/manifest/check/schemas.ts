import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Fields of Forge's macro that its reference names and the schema leaves out. https://developer.atlassian.com/platform/forge/manifest-reference/modules/macro/ */
const MACRO_FIELDS_BESIDES = ['icon', 'categories', 'unlicensedAccess'];
/** Of modules that may be made in several ways, the way in which ours are. */
const OWN_WAY: Readonly<Record<string, number>> = { macro: 1, 'confluence:globalPage': 1, 'confluence:globalSettings': 1, endpoint: 0, preUninstall: 1 };

/** Finds the validator of one kind of module in the schema that Atlassian's own checker carries; undefined where there is no such kind. */
export type ModuleSchemas = (kind: string) => ValidateFunction | undefined;

/** Reads the schema; it differs from Atlassian's in taking no field that it doesn't name. */
export function loadModuleSchemas(): ModuleSchemas {
  const schema = createRequire(import.meta.url)('@forge/manifest/schema.json') as JsonObject;
  const strict = closed(structuredClone(schema)) as JsonObject;
  const kinds = inside(strict, 'definitions', 'ModuleSchema', 'properties');
  const macro = inside(kinds, 'macro', 'items', 'oneOf', '1', 'properties');
  for (const field of MACRO_FIELDS_BESIDES) macro[field] ??= {};
  for (const [kind, way] of Object.entries(OWN_WAY)) {
    const module = inside(kinds, kind);
    module.items = inside(module, 'items', 'oneOf', String(way));
  }
  // Each kind is compiled alone, with what it may refer to: all kinds together take many seconds.
  const { ModuleSchema: _all, ...definitions } = inside(strict, 'definitions');
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  const made = new Map<string, ValidateFunction>();
  return (kind) => {
    if (!Object.hasOwn(kinds, kind)) return undefined;
    const validate = made.get(kind) ?? ajv.compile({ ...inside(kinds, kind), definitions });
    made.set(kind, validate);
    return validate;
  };
}

/** Lets objects have the named fields only, except where a choice beside them may name more. */
function closed(node: Json): Json {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(closed);
  const made = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'not' ? value : closed(value)]));
  const mayHaveMore = ['additionalProperties', 'patternProperties', 'oneOf', 'anyOf', 'allOf', '$ref'].some((key) => key in node);
  const isSchema = typeof node.properties === 'object' && (node.type === undefined || node.type === 'object');
  if (isSchema && !mayHaveMore) made.additionalProperties = false;
  return made;
}

function inside(node: Json, ...path: string[]): JsonObject {
  let found: Json | undefined = node;
  for (const step of path) found = typeof found === 'object' && found !== null ? (Reflect.get(found, step) as Json | undefined) : undefined;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw new Error(`Atlassian's manifest schema has no ${path.join('.')} any more.`);
  return found;
}
