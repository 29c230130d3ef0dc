import { ROOT } from '../../src/root.js';
import { install } from './install.js';

/** `npm run forge:install`: gets the app onto a Confluence site by the Forge CLI. */
install({ args: process.argv.slice(2), environment: process.env, root: ROOT, nodeVersion: process.versions.node, say: (line) => console.log(line), sight: 'inherit' }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'The app could not be installed.');
  process.exitCode = 1;
});
