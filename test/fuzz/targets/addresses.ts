import assert from 'node:assert/strict';
import { parseReference } from '../../../src/gitlab/references/parse-reference.js';
import { placeOf } from '../../../src/gitlab/references/place-of.js';
import type { Reference } from '../../../src/gitlab/references/reference.js';
import { referenceUrl } from '../../../src/gitlab/references/reference-url.js';
import { thingUrl } from '../../../src/gitlab/references/thing-url.js';
import { withinProcessorTime } from '../in-time.js';
import type { Target } from '../target.js';

const INSTANCES = [
  { id: 'default', baseUrl: 'https://gitlab.com' },
  { id: 'below', baseUrl: 'https://git.example:8443/gitlab' },
  { id: 'deeper', baseUrl: 'https://git.example:8443/gitlab/two' },
  { id: 'inside', baseUrl: 'http://10.0.0.7' },
];
const MOST_MS = 200;

/** Whatever somebody pastes. */
export const addresses: Target = {
  about: 'addresses of things in GitLab',
  runs: 250_000,
  words: [
    ...INSTANCES.map(({ baseUrl }) => `${baseUrl}/`),
    ...['/-/', '/', '//', '-', '..', '.', '%2F', '%2f', '%2e%2e', '%', '%00', '%5C', '\\', '@', ':', ':443', '#', '?', '&', '=', '+', '%20', '#L1', '#L1-9', '#note_1', '?ref_type=heads', '?ref_type=tags', '.git', '.diff', '.patch', '.atom', 'https://', 'http://', 'HTTPS://', 'gitlab.com', 'evil.example', 'gitlab.com.evil.example', 'user:pass@'],
    ...['issues', 'incident', 'work_items', 'epics', 'merge_requests', 'diffs', 'commits', 'pipelines', 'blob', 'tree', 'raw', 'blame', 'commit', 'compare', 'branches', 'tags', 'releases', 'permalink/latest', 'jobs', 'milestones', 'iterations', 'snippets', 'wikis', 'environments', 'boards', 'groups', 'users', 'search', 'latest', 'activity', 'new', 'edit', 'main...dev', 'a..b', 'from_project_id=1'],
    ...['label_name[]=bug', 'label_name%5B%5D=a', 'state=closed', 'assignee_username=ann', 'search=x', 'scope=issues', 'sort=created_date', 'milestone_title=None', 'not[label_name][]=a', 'first_page_size=20', 'show=eyJpaWQiOiIxIn0='],
  ],
  longest: 5_000,
  open: () => Promise.resolve({ check }),
};

function check(text: string): void {
  const read = withinProcessorTime(MOST_MS, () => parseReference(text, INSTANCES));
  if (!read) return;
  const home = INSTANCES.find(({ id }) => id === read.instance);
  assert.ok(home, 'of an instance that nobody has');
  assert.equal(new URL(text.trim()).origin, new URL(home.baseUrl).origin, 'of another host than it says');
  for (const url of [referenceUrl(read, home), thingUrl(read, home)]) {
    const written = new URL(url);
    assert.equal(written.origin, new URL(home.baseUrl).origin, 'leads to another host');
    assert.ok(written.href.startsWith(`${home.baseUrl}/`), 'leads out of the instance');
    assert.equal(written.username + written.password, '');
  }
  assert.deepEqual(parseReference(referenceUrl(read, home), INSTANCES), understood(read), 'does not read back as itself');
  const place = placeOf(read);
  assert.ok(place === undefined || place.split('/').every((name) => /^[\w.-]+$/.test(name) && !/^\.{1,2}$/.test(name)), 'in a place that no GitLab has');
  for (const path of pathsIn(read)) assert.ok(path.split('/').every((piece) => piece !== '' && !/^\.{1,2}$|[\p{Cc}\\]/u.test(piece)), 'a path that leads elsewhere than it says');
}

/** Without the names of what a list's address said besides. */
function understood(read: Reference): Reference {
  if (read.kind !== 'list') return read;
  const { ignored: _ignored, ...filter } = read.filter;
  return { ...read, filter };
}

/** What becomes part of an address that is asked for. */
function pathsIn(read: Reference): string[] {
  const { filter } = 'filter' in read ? read : {};
  const paths = ['refAndPath' in read ? read.refAndPath : '', 'slug' in read ? read.slug : '', filter && 'refAndPath' in filter ? filter.refAndPath : ''];
  return paths.flatMap((path) => (path ? [path] : []));
}
