import { describe, expect, test } from '@jest/globals';
import type { ListRow, ListThing } from '../../src/gitlab/things/list.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { withinPlaces } from '../../src/macros/policies/within-places.js';
import { asShared } from '../../src/macros/policies/shared-sight.js';
import { makeSharedToken } from '../../src/sites/shared-token.js';

const GITLAB = { id: 'default', baseUrl: 'https://gitlab.example.com', oauth: undefined, unlinkedContent: 'none' } as const;
const ABOUT = { kind: 'group', username: 'bot', name: 'Reader', scopes: ['read_api'], expiresOn: null, places: ['acme/open'], spaces: ['DEMO'], guests: false, anonymous: false, exports: false };
const TOKEN = makeSharedToken(JSON.stringify(ABOUT), 'glpat-1', 'v1');

const at = (path: string) => `${GITLAB.baseUrl}/${path}`;
const shared = (thing: Thing) => asShared(thing, TOKEN, GITLAB);
const row = (iid: number, more: Partial<ListRow> = {}): ListRow => ({ title: `Row ${iid}`, webUrl: at(`acme/open/-/issues/${iid}`), ...more });
const list = (...rows: ListRow[]): ListThing => ({
  ...{ kind: 'list', instance: 'default', of: 'issues', fullPath: 'acme/open', level: 'project', filter: {}, webUrl: at('acme/open/-/issues') },
  ...{ rows, total: 12, next: 'cursor', problems: [] },
});

describe('a list by a shared token', () => {
  test('says how long it is where GitLab left out what is confidential', () => {
    expect(shared(list(row(1), row(2)))).toMatchObject({ rows: [{ title: 'Row 1' }, { title: 'Row 2' }], total: 12, next: 'cursor' });
  });

  test('says nothing of that where GitLab did not', () => {
    expect(shared(list(row(1), row(2, { confidential: true })))).toMatchObject({ rows: [{ title: 'Row 1' }], total: undefined, next: undefined });
  });

  test('holds no row of another place, nor one of which nobody knows where it is', () => {
    const elsewhere = [at('acme/moved/-/issues/2'), at('acme'), GITLAB.baseUrl, at('acme/opener/-/issues/2')];
    expect(shared(list(row(1), ...elsewhere.map((webUrl) => row(2, { webUrl }))))).toMatchObject({ rows: [{ title: 'Row 1' }], total: undefined, next: undefined });
  });
});

describe.each([
  ['a shared token', shared],
  ['a policy that names places', (thing: Thing) => withinPlaces(thing, { places: [{ instance: 'default', path: 'acme/open' }] }, GITLAB)],
])('by %s', (_what, seen) => {
  const status = { status: 'success', label: undefined };
  const MR = { kind: 'merge-request', instance: 'default', fullPath: 'acme/open', webUrl: at('acme/open/-/merge_requests/5') };

  test('a merge request names neither a fork elsewhere nor its pipelines', () => {
    const pipelines = [{ ...status, id: 7, webUrl: at('ann/fork/-/pipelines/7') }, { ...status, id: 8, webUrl: at('acme/open/-/pipelines/8') }];
    const thing = { ...MR, sourceProject: 'ann/fork', pipeline: { ...status, webUrl: at('ann/fork/-/pipelines/7') }, tab: { is: 'pipelines', pipelines } } as unknown as Thing;
    expect(JSON.stringify(seen(thing))).not.toContain('ann/fork');
    expect(seen(thing)).toMatchObject({ pipeline: status, tab: { pipelines: [{ id: 7 }, { id: 8, webUrl: at('acme/open/-/pipelines/8') }] } });
    expect(seen({ ...MR, sourceProject: 'acme/open/fork' } as unknown as Thing)).toMatchObject({ sourceProject: 'acme/open/fork' });
  });

  test('nor does a row of a list', () => {
    const thing = list(row(1, { pipeline: { ...status, webUrl: at('ann/fork/-/pipelines/7') } }), row(2, { pipeline: { ...status, webUrl: at('acme/open/-/pipelines/8') } }));
    expect(seen(thing)).toMatchObject({ rows: [{ pipeline: { status: 'success', webUrl: undefined } }, { pipeline: { webUrl: at('acme/open/-/pipelines/8') } }] });
  });

  test('a pipeline names neither what it started elsewhere nor a merge request there', () => {
    const job = (name: string, webUrl: string) => ({ ...status, name, webUrl: undefined, allowFailure: false, duration: undefined, downstream: { ...status, name, webUrl } });
    const stages = [{ ...status, name: 'deploy', jobs: [job('there', at('acme/secret/-/pipelines/9')), job('here', at('acme/open/-/pipelines/10'))] }];
    const thing = { kind: 'pipeline', instance: 'default', fullPath: 'acme/open', webUrl: at('acme/open/-/pipelines/8'), mergeRequest: { name: '!3', webUrl: at('acme/secret/-/merge_requests/3') }, stages } as unknown as Thing;
    expect(seen(thing)).toMatchObject({ mergeRequest: undefined, stages: [{ jobs: [{ name: 'there', downstream: undefined }, { downstream: { name: 'here' } }] }] });
    expect(JSON.stringify(seen(thing))).not.toContain('acme/secret');
  });
});
