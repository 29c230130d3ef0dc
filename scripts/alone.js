// Lets one process of a machine at a time do something, such as writing into node_modules. Node's own modules only.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Runs `work` while the file `path` names this process, and gives back its result. Waits for another live process that it names; a file that a dead one
 * left behind is taken over.
 */
export function alone(path, work) {
  const mine = `${path}.${process.pid}`;
  // Made aside and linked into place: whoever sees the file sees whose it is.
  writeFileSync(mine, String(process.pid));
  try {
    for (let said = false; !take(mine, path); said = true) {
      if (!said) console.error(`Waiting for another start that is preparing (process ${ownerOf(path)}; if it is none, remove ${path}) ...`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
    try {
      return work();
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function take(mine, path) {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = ownerOf(path);
  if (owner !== undefined && !isAlive(owner)) removeOf(owner, mine, path);
  return false;
}

/** Moves the dead one's file away first: between looking and removing, another may have put its own there. */
function removeOf(owner, mine, path) {
  const aside = `${mine}.aside`;
  try {
    renameSync(path, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function ownerOf(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
