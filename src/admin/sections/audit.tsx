import type { VNode } from 'preact';
import { z } from 'zod';
import { AuditLog, type EntryModel } from '../../../views/admin/audit-log.js';
import type { Audit } from '../../audit/audit.js';
import { AUDIT_ACTIONS, ERASED_PERSON, type AuditEntry, type AuditFilter } from '../../audit/entry.js';
import type { Confluence } from '../../connect/confluence.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import type { Settings } from '../../settings.js';
import type { SiteChanges } from '../../sites/changes.js';
import { beginOfDay } from '../days.js';
import { listInstances, type NamedInstance } from '../instance-names.js';
import { MOST_NAMED, namesOf } from '../names.js';
import { pageQuery, queryText } from '../queries.js';
import type { Asked, Section } from '../section.js';

export interface AuditSectionParts {
  readonly audit: Pick<Audit, 'find' | 'people' | 'csv'>;
  readonly gitlab: Pick<GitLab, 'preset'>;
  readonly changes: Pick<SiteChanges, 'read'>;
  readonly confluence: Pick<Confluence, 'userName'>;
  readonly settings: Pick<Settings, 'auditDays'>;
}

const ROWS = 50;
const Filter = z.object({ action: z.enum(AUDIT_ACTIONS).or(z.literal('')).catch(''), who: queryText(200), from: queryText(10), to: queryText(10), words: queryText(200), before: queryText(100) });
type Filter = z.infer<typeof Filter>;

/** The tab of the audit log: what was changed and done at a site, by whom, and how linking went. */
export function createAuditSection(parts: AuditSectionParts): Section {
  const { audit, settings } = parts;
  return {
    async show(asked: Asked): Promise<VNode> {
      const { tenant } = asked.caller;
      const filter = Filter.parse(asked.query);
      const [instances, { entries, next }] = await Promise.all([listInstances(parts, tenant.clientKey), audit.find(tenant.clientKey, await filterOf(parts, asked, filter), ROWS)]);
      const named = await namesOf(parts.confluence, tenant, entries.flatMap(peopleOf), asked.signal);
      const { before, ...fields } = filter;
      return (
        <AuditLog
          actions={AUDIT_ACTIONS}
          filter={fields}
          isFirstPage={before === ''}
          entries={entries.map((entry) => entryModel(entry, named, instances))}
          next={next === undefined ? undefined : pageQuery({ ...fields, before: next })}
          file={`/api/configure/audit/entries.csv${pageQuery(fields)}`}
          days={settings.auditDays}
        />
      );
    },
    actions: {},
    files: {
      async *entries(asked) {
        yield* audit.csv(asked.caller.tenant.clientKey, await filterOf(parts, asked, { ...Filter.parse(asked.query), before: '' }));
      },
    },
  };
}

/** Days are those of the reader's own time zone, the last of them included. */
async function filterOf(parts: AuditSectionParts, asked: Asked, { action, who, from, to, words, before }: Filter): Promise<AuditFilter> {
  const { timeZone } = asked.words;
  return {
    action: action === '' ? undefined : action,
    people: who === '' ? undefined : await peopleMeant(parts, asked, who),
    from: beginOfDay(from, timeZone),
    to: beginOfDay(to, timeZone, 1),
    words,
    before: before === '' ? undefined : before,
  };
}

/** Those whose account id, or name, holds the text. Confluence is asked for the names of those who were in the newest entries. */
async function peopleMeant({ audit, confluence }: AuditSectionParts, { caller: { tenant }, signal }: Asked, who: string): Promise<readonly string[]> {
  const people = await audit.people(tenant.clientKey);
  const names = await namesOf(confluence, tenant, people.slice(0, MOST_NAMED).map(({ accountId }) => accountId), signal);
  const wanted = who.toLowerCase();
  return people.filter(({ accountId, name }) => [accountId, names.get(accountId), name].some((text) => text?.toLowerCase().includes(wanted))).map(({ accountId }) => accountId);
}

const peopleOf = ({ actor, subject }: AuditEntry) => [actor, subject].filter((accountId) => accountId !== undefined && accountId !== ERASED_PERSON) as string[];

function entryModel({ id, at, action, actor, actorName, subject, instanceId, details }: AuditEntry, named: ReadonlyMap<string, string>, instances: readonly NamedInstance[]): EntryModel {
  const person = (accountId: string | undefined, name?: string) =>
    accountId === undefined ? undefined : accountId === ERASED_PERSON ? ({ isErased: true } as const) : ({ isErased: false, accountId, name: named.get(accountId) ?? name } as const);
  return {
    id,
    at: at.toISOString(),
    action,
    actor: person(actor, actorName),
    subject: person(subject),
    gitlab: instanceId === undefined ? undefined : (instances.find((one) => one.id === instanceId)?.name ?? instanceId),
    details: Object.entries(details),
  };
}
