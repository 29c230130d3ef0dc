import { ForgeError, type ForgeCli } from './forge-cli.js';

const LEAST: readonly [number, number, number] = [20, 18, 1];
/** The CLI's own `engines` leaves these out. */
const UNFIT = new Set(['22.23.1', '24.17.0']);

/** @throws ForgeError where the Forge CLI would not run on this version of Node.js */
export function checkNode(version: string): void {
  const numbers = version.split('.').map(Number);
  const first = LEAST.findIndex((least, index) => numbers[index] !== least);
  const isOld = first !== -1 && (numbers[first] ?? 0) < (LEAST[first] ?? 0);
  if (isOld || UNFIT.has(version)) throw new ForgeError(`The Forge CLI does not run on Node.js ${version}: use a current release of Node.js 22 or 24.`);
}

/** @throws ForgeError where there is no Forge CLI, it refuses this Node.js, or nobody is logged in */
export async function checkLogin(forge: ForgeCli, folder: string): Promise<void> {
  const { code, out, err } = await forge.ask(['whoami'], folder);
  if (code === 0) return;
  const said = `${out}\n${err}`;
  const about = /Unsupported Node\.js version[^\n]*/.exec(said)?.[0];
  if (about) throw new ForgeError(`${about} Use a current release of Node.js 22 or 24.`);
  if (/not logged in|account information|API token is no longer valid/i.test(said)) {
    throw new ForgeError('Nobody is logged in to the Forge CLI: run `forge login`, or set FORGE_EMAIL and FORGE_API_TOKEN in the environment. Never write the token on a command line.');
  }
  throw new ForgeError(`The Forge CLI can't tell who is logged in (forge whoami ended with ${code}): ${said.trim().slice(0, 500) || 'it says nothing'}`);
}
