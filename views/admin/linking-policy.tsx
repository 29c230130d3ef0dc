import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { AdminForm, Choice, TextField, Tick } from './fields.js';

export interface GroupModel {
  /** Sent back as it is. */
  readonly value: string;
  readonly name: string;
  readonly chosen: boolean;
}

export interface LinkingModel {
  readonly named: boolean;
  /** Those chosen, and those found. */
  readonly groups: readonly GroupModel[];
  readonly guestsMayLink: boolean;
  /** What was searched for; empty for nothing. */
  readonly searched: string;
  /** What came of the search, in a sentence. */
  readonly told: string | undefined;
}

/** Who may link an account, with a search for Confluence's groups. */
export function LinkingPolicy({ version, linking: { named, groups, guestsMayLink, searched, told } }: { version: string; linking: LinkingModel }): VNode {
  const words = useWords();
  const options = [
    { value: 'all', label: words.say('policies.default', { choice: words.say('policies.everyone') }) },
    { value: 'named', label: words.say('policies.groupMembers') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-linking">
      <h2 id="policy-linking">{words.say('policies.linking')}</h2>
      <p>{words.say('policies.linkingIntro')}</p>
      <AdminForm section="policies" action="linking" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="linking-mode" name="mode" legend={words.say('policies.linkingLegend')} value={named ? 'named' : 'all'} options={options} />
        <fieldset class="choice">
          <legend>{words.say('policies.groupsChosen')}</legend>
          {groups.length === 0 ? <p class="quiet">{words.say('policies.groupsNoneChosen')}</p> : null}
          {groups.map(({ value, name, chosen }, index) => (
            <div class="tick">
              <input id={`group-${index}`} name="groups" type="checkbox" data-many value={value} checked={chosen} />
              <label for={`group-${index}`}>{name}</label>
            </div>
          ))}
        </fieldset>
        <Tick id="guests-may-link" name="guests" checked={guestsMayLink}>
          {words.say('policies.guestsMayLink')}
          <span class="quiet">{words.say('policies.guestsMayLinkHint')}</span>
        </Tick>
      </AdminForm>
      <form class="admin-filter" role="search" data-admin-filter>
        <TextField id="group-search" name="groups" label={words.say('policies.groupSearch')} hint={words.say('policies.groupSearchHint')} value={searched} />
        <button type="submit">{words.say('policies.search')}</button>
      </form>
      {told === undefined ? null : (
        <p tabIndex={-1} data-focus>
          {told}
        </p>
      )}
    </section>
  );
}
