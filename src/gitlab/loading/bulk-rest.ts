import type { Thing } from '../things/things.js';
import type { EnvironmentReference, WikiReference } from '../references/reference.js';
import { loadEnvironment } from '../queries/environment.js';
import { loadWiki } from '../queries/wiki.js';
import { PROJECT_NAMES } from '../queries/place-names.js';
import { restInTurn, type Means } from './means.js';
import { askPlace } from './place-part.js';

/**
 * What REST alone tells, and does not say where it is: REST follows a project that was moved without a word, GraphQL does not.
 * @throws GitLabError, PlaceMissing where the project is known to REST alone under this path
 */
export async function loadWhereItIs(means: Means, reference: EnvironmentReference | WikiReference): Promise<Thing> {
  const [thing] = await Promise.all([loadByRest(means, reference), isThere(means, reference)]);
  return thing;
}

function loadByRest(means: Means, reference: EnvironmentReference | WikiReference): Promise<Thing> {
  const rest = restInTurn(means);
  return reference.kind === 'wiki' ? loadWiki(rest, means.caller, reference) : loadEnvironment(rest, means.caller, reference);
}

/** Of groups, REST knows no former paths either. */
async function isThere({ asker }: Means, reference: EnvironmentReference | WikiReference): Promise<void> {
  if ('level' in reference && reference.level === 'group') return;
  await askPlace(asker, [PROJECT_NAMES], reference.fullPath);
}
