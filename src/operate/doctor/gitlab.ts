import { createGitLab } from '../../gitlab/gitlab.js';
import { CHECK_TITLES, type CheckSentence, type CheckStep } from '../../gitlab/checking/step.js';
import { createLogger } from '../../logger.js';
import type { Settings } from '../../settings.js';
import { createLanguages } from '../../words/languages.js';
import { ok, problem, warning, type Finding } from './finding.js';

/** The check that administrators have of an instance, of the one in `GITLAB_URL`. */
export async function examineGitLab(settings: Pick<Settings, 'gitlab' | 'baseUrl'>, clock: () => number): Promise<readonly Finding[]> {
  const { url, clientId, clientSecret } = settings.gitlab;
  const gitlab = createGitLab({ settings, logger: createLogger('silent'), clock });
  try {
    const steps = await gitlab.checks.run({ baseUrl: url, clientId, clientSecret, redirectUri: `${settings.baseUrl}/oauth/callback` }, new AbortController().signal);
    const told = steps.flatMap((step) => findingOf(step));
    return clientId === undefined ? [...told, warning('GitLab: OAuth application', 'none is set: people can\'t link accounts, and only what is public shows.', 'Set GITLAB_CLIENT_ID, and GITLAB_CLIENT_SECRET where it is confidential.')] : told;
  } finally {
    await gitlab.close();
  }
}

function findingOf({ id, result, advice, ...sentence }: CheckStep): readonly Finding[] {
  const words = createLanguages().wordsFor({ locale: 'en' });
  const say = ({ say: key, values }: CheckSentence) => words.say(key, values);
  const [about, what, todo] = [`GitLab: ${say({ say: CHECK_TITLES[id] })}`, say(sentence), advice.map(say).join(' ')];
  if (result === 'skipped') return [];
  if (result === 'problem') return [problem(about, what, todo)];
  // Its version is told to nobody who isn't signed in, which is no reason to worry.
  if (result === 'unknown' && id !== 'version') return [warning(about, what, todo)];
  return [ok(about, what, todo || undefined)];
}
