import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file of the stand-in's sources, from the sources themselves and from their compiled copy in `dist` alike. */
export function sourceFile(relativePath: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'demo', 'gitlab', relativePath);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`demo/gitlab/${relativePath} is missing.`);
    folder = parent;
  }
}
