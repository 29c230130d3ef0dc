// Records anew the pictures in test/browser/looks that the tests compare with: look at what git says has changed before it is committed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'test.js'), 'browser/looks'], { stdio: 'inherit', env: { ...process.env, RECORD_LOOKS: '1' } });
process.exitCode = status ?? 1;
