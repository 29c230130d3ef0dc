import { ROOT } from '../../src/root.js';
import { readAsked } from './asked.js';
import { makeApp } from './make-app.js';

/** `npm run forge:manifest`: makes the folder that the Forge CLI deploys. */
try {
  const asked = readAsked(process.argv.slice(2), process.env, ROOT);
  const folder = makeApp(asked, ROOT);
  console.log(`${folder}/manifest.yml: profile ${asked.profile}, app ${asked.appId}, server ${asked.settings.baseUrl}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The manifest could not be made.');
  process.exitCode = 1;
}
