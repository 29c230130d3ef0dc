// A reporter for jest: ends a run in which a file of tests neither passes nor fails, and names the file.
// jest itself waits for ever for a file that never returns, and says nothing of which it is.

const LONGEST_FILE_MS = 8 * 60_000;

/** Promises that no run of jest hangs: after eight minutes in one file it prints that file's name and exits with 1. */
export default class Stalls {
  #running = new Map();

  /** Starts the clock of a file. */
  onTestFileStart({ path }) {
    const stalled = setTimeout(() => {
      console.error(`stalled: ${path} has run for ${LONGEST_FILE_MS / 60_000} minutes; running with it: ${[...this.#running.keys()].join(', ')}`);
      // The leader's group holds the workers too: one that is in an endless loop would not notice that its parent went.
      process.kill(-process.pid, 'SIGKILL');
    }, LONGEST_FILE_MS);
    stalled.unref();
    this.#running.set(path, stalled);
  }

  /** Stops it. */
  onTestFileResult({ path }) {
    clearTimeout(this.#running.get(path));
    this.#running.delete(path);
  }

  /** Once all files have ended, bounds how long jest takes to stop its workers. */
  onRunComplete() {
    setTimeout(() => {
      console.error('stalled: every file has ended, and jest has not');
      process.kill(-process.pid, 'SIGKILL');
    }, 60_000).unref();
  }
}
