import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';
import { buildSchema, type GraphQLSchema } from 'graphql';

/** GitLab's own schema (18.5, CE), kept beside the repository because of its size. */
const FILE = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/gitlab/schema-18.5-ce.graphql');

/** Runs a suite against GitLab's own schema; where the file is absent it is skipped by name. */
export function withGitLabSchema(name: string, suite: (schema: () => GraphQLSchema) => void): void {
  if (!existsSync(FILE)) {
    describe.skip(`${name} (no ${FILE.slice(FILE.indexOf('shared'))})`, () => suite(() => buildSchema('type Query { none: Int }')));
    return;
  }
  let schema: GraphQLSchema | undefined;
  describe(name, () => suite(() => (schema ??= buildSchema(readFileSync(FILE, 'utf8')))));
}
