import { parseArgs } from 'node:util';
import { parseHttpUrl } from '../settings-values.js';

/** What a live check is asked to try. */
export interface Wanted {
  /** The site's origin. */
  readonly site: string | undefined;
  /** The instance's base URL, without a trailing slash. */
  readonly gitlab: string | undefined;
  readonly project: string | undefined;
  readonly page: string | undefined;
  readonly account: string | undefined;
  /** False leaves what a person has to look at untried. */
  readonly interactive: boolean;
  /** Print what there is to try, and try nothing. */
  readonly list: boolean;
}

export const USAGE = `npm run live-check -- [--site https://example.atlassian.net] [--gitlab https://gitlab.com] [options]

Tries on a live Confluence site and GitLab what this app assumes of them, and keeps what it finds in data/live-check.json.

  --site URL          the Confluence site; calls are signed as the app, so the site has to have it installed in this database
  --gitlab URL        the GitLab instance
  --project PATH      a public project there with files in folders; without it the oldest one is taken
  --page ID           a page of the site that everybody there may read
  --account ID        the Atlassian account id of somebody who may read that page
  --non-interactive   asks no questions: what somebody has to look at stays untried
  --list              prints all that is assumed, and tries nothing

A GitLab token (scope read_api) tries more. It is read from the environment variable GITLAB_TOKEN, or asked for; never put it on the
command line, where others on this machine can read it. It is neither stored nor printed.`;

/** Why the arguments can't be used. It quotes no value: one of them may be a token that was put in the wrong place. */
export class ArgumentError extends Error {}

const OPTIONS = {
  site: { type: 'string' },
  gitlab: { type: 'string' },
  project: { type: 'string' },
  page: { type: 'string' },
  account: { type: 'string' },
  'non-interactive': { type: 'boolean' },
  list: { type: 'boolean' },
} as const;

/** @throws ArgumentError */
export function readArguments(args: readonly string[]): Wanted {
  const given = parse(args);
  const { list = false } = given;
  if (!list && given.site === undefined && given.gitlab === undefined) throw new ArgumentError('Say what to try: --site, --gitlab, or both.');
  return {
    site: given.site === undefined ? undefined : new URL(readUrl('--site', given.site)).origin,
    gitlab: given.gitlab === undefined ? undefined : readUrl('--gitlab', given.gitlab),
    project: matching('--project', given.project, /^[\w.-]+(?:\/[\w.-]+)+$/, 'the full path of a project, such as group/project'),
    page: matching('--page', given.page, /^\d{1,20}$/, 'the number in the page’s address'),
    account: matching('--account', given.account, /^[\w:-]{1,128}$/, 'an Atlassian account id'),
    interactive: given['non-interactive'] !== true,
    list,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch {
    throw new ArgumentError('These options are not known, or lack a value.');
  }
}

function readUrl(name: string, text: string): string {
  const url = parseHttpUrl(text);
  if (!url) throw new ArgumentError(`${name} must be an http(s) URL without user, query or fragment.`);
  return url.href.replace(/\/+$/, '');
}

function matching(name: string, text: string | undefined, shape: RegExp, what: string): string | undefined {
  if (text !== undefined && !shape.test(text)) throw new ArgumentError(`${name} must be ${what}.`);
  return text;
}
