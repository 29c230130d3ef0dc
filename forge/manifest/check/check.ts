import type { z } from 'zod';
import { DescriptorFields } from './descriptor-fields.js';
import { problemsOf } from './problems.js';
import { loadModuleSchemas, type ModuleSchemas } from './schemas.js';

/** Each function gives back a sentence for every fault, beginning with the path of the field; none where all is well. */
export interface Checks {
  /** A descriptor as it is served. */
  readonly descriptor: (descriptor: unknown) => readonly string[];
  /** The fields within `connectModules` and `modules`, at which Atlassian's own checker does not look, or not closely. */
  readonly manifest: (manifest: Readonly<Record<string, unknown>>) => readonly string[];
}

export function loadChecks(): Checks {
  const schemas = loadModuleSchemas();
  return {
    descriptor(descriptor) {
      const parsed = DescriptorFields.safeParse(descriptor);
      const modules = isRecord(descriptor) && isRecord(descriptor.modules) ? descriptor.modules : {};
      return [
        ...(parsed.success ? [] : parsed.error.issues.flatMap(fieldProblems)),
        ...Object.entries(modules).flatMap(([name, value]) => checkModules(schemas, `modules.${name}`, `connect-confluence:${name}`, value)),
      ];
    },
    manifest: ({ connectModules, modules }) => [
      ...entriesOf(connectModules).flatMap(([kind, value]) => checkModules(schemas, `connectModules.${kind}`, `connect-${kind}`, value)),
      ...entriesOf(modules).flatMap(([kind, value]) => checkModules(schemas, `modules.${kind}`, kind, value)),
    ],
  };
}

function checkModules(schemas: ModuleSchemas, path: string, kind: string, value: unknown): readonly string[] {
  const validate = schemas(kind);
  if (!validate) return [`${path} is a module that Atlassian does not know`];
  if (Array.isArray(value)) return validate(value) ? placesOf(path, value) : problemsOf(path, validate.errors);
  // The descriptor has an object where there can be only one.
  return validate([value]) ? placesOf(path, value) : problemsOf(path, validate.errors).map((problem) => problem.replace(`${path}[0]`, path));
}

/** The schema takes any text for the address of a module. */
function placesOf(path: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((module, index) => placesOf(`${path}[${index}]`, module));
  const url = isRecord(value) ? value.url : undefined;
  return url === undefined || (typeof url === 'string' && url.startsWith('/')) ? [] : [`${path}.url must be a path below the base URL`];
}

function fieldProblems(issue: z.core.$ZodIssue): readonly string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [`${path} ${issue.message}`];
  return issue.keys.map((key) => `${[path, key].filter(Boolean).join('.')} is a field that Atlassian does not know`);
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
