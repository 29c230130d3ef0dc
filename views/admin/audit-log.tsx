import type { VNode } from 'preact';
import type { AuditAction } from '../../src/audit/entry.js';
import { Moment } from '../parts/moment.js';
import { useWords } from '../words/context.js';
import { ACTION_WORDS, detailIn } from './audit-actions.js';
import { DayField, FilterForm, SelectField, TextField } from './fields.js';
import { AdminTable, NextPage } from './table.js';

type PersonModel = { readonly isErased: true } | { readonly isErased: false; readonly accountId: string; readonly name: string | undefined };

export interface EntryModel {
  readonly id: string;
  /** ISO 8601 */
  readonly at: string;
  readonly action: AuditAction;
  /** Undefined where the app itself did it. */
  readonly actor: PersonModel | undefined;
  readonly subject: PersonModel | undefined;
  readonly gitlab: string | undefined;
  readonly details: readonly (readonly [name: string, value: string])[];
}

export interface AuditLogProps {
  readonly actions: readonly AuditAction[];
  readonly filter: { readonly action: string; readonly who: string; readonly from: string; readonly to: string; readonly words: string };
  readonly isFirstPage: boolean;
  readonly entries: readonly EntryModel[];
  readonly next: string | undefined;
  /** Where the same comes as CSV. */
  readonly file: string;
  readonly days: number;
}

/** What was changed and done, the newest first. */
export function AuditLog({ actions, filter, isFirstPage, entries, next, file, days }: AuditLogProps): VNode {
  const words = useWords();
  return (
    <>
      <p>{words.say('audit.intro', { days })}</p>
      <FilterForm label={words.say('audit.filter')} submit={words.say('oversight.filterSubmit')}>
        <SelectField id="audit-action" name="action" label={words.say('audit.what')} value={filter.action} options={[{ value: '', label: words.say('audit.everything') }, ...actions.map((action) => ({ value: action, label: words.say(ACTION_WORDS[action]) }))]} />
        <TextField id="audit-who" name="who" label={words.say('audit.whoFilter')} value={filter.who} />
        <DayField id="audit-from" name="from" label={words.say('audit.from')} value={filter.from} />
        <DayField id="audit-to" name="to" label={words.say('audit.to')} value={filter.to} />
        <TextField id="audit-words" name="words" label={words.say('audit.words')} value={filter.words} />
      </FilterForm>
      <p class="quiet">{words.say('audit.whoHint')}</p>
      <AdminTable
        label={words.say('audit.entries')}
        heads={[words.say('audit.when'), words.say('audit.who'), words.say('audit.what')]}
        rows={entries.map((entry) => (
          <Entry {...entry} />
        ))}
        nothing={words.say(next !== undefined ? 'audit.lookFurther' : isFirstPage ? 'audit.nothing' : 'audit.nothingMore')}
      />
      <NextPage query={next} text={words.say('audit.older')} />
      <div class="buttons">
        <button type="button" data-admin-file={file} data-file-name={words.say('audit.fileName')}>
          {words.say('audit.download')}
        </button>
      </div>
    </>
  );
}

function Entry({ id, at, action, actor, subject, gitlab, details }: EntryModel): VNode {
  const words = useWords();
  return (
    <tr data-entry={id} data-audit-action={action}>
      <td>
        <Moment at={at} exact />
      </td>
      <td>{actor === undefined ? words.say('audit.byTheApp') : <Person {...actor} />}</td>
      <td>
        {words.say(ACTION_WORDS[action])}
        <ul class="admin-details quiet">
          {gitlab === undefined ? null : <li>{gitlab}</li>}
          {subject === undefined ? null : (
            <li>{words.rich('audit.whom', { person: <Person {...subject} /> })}</li>
          )}
          {details.map((detail) => (
            <li>{detailIn(words, detail)}</li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Person(person: PersonModel): VNode {
  const words = useWords();
  if (person.isErased) return <em>{words.say('audit.erased')}</em>;
  return person.name === undefined ? <code>{person.accountId}</code> : <span title={person.accountId}>{person.name}</span>;
}
