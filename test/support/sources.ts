import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

export interface Source {
  /** From the project's folder: `views/layout.tsx`. */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

/** The TypeScript files of a folder and of those in it, read as the compiler reads them. */
export function sourcesIn(folder: string): Source[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  return names.sort().map((name) => readSource(`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')));
}

export function readSource(path: string, text: string): Source {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS) };
}

/** Every node of a source. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** `views/layout.tsx:21` */
export function placeOf({ path, tree }: Source, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
