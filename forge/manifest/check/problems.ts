import type { ErrorObject } from 'ajv';

/** One sentence for each fault, beginning with its path below `root`. */
export function problemsOf(root: string, errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  const problems = (errors ?? []).map((error) => `${root}${pathOf(error.instancePath)}${sayOf(error)}`);
  return [...new Set(problems)];
}

function pathOf(pointer: string): string {
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('');
}

function sayOf({ keyword, params, message }: ErrorObject): string {
  const { additionalProperty, missingProperty, allowedValues } = params as { additionalProperty?: string; missingProperty?: string; allowedValues?: unknown[] };
  if (keyword === 'additionalProperties') return `.${additionalProperty} is a field that Atlassian does not know`;
  if (keyword === 'required') return `.${missingProperty} is missing`;
  if (keyword === 'enum') return ` must be one of ${(allowedValues ?? []).join(', ')}`;
  return ` ${message ?? 'is wrong'}`;
}
