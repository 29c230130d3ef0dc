import type { ComponentChildren, VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';
import { SectionFrame } from './section-frame.js';

export type SectionName = 'instances' | 'policies' | 'accounts' | 'embeds' | 'audit' | 'rights' | 'stored';

export interface ConfigureProps {
  /** In which way it is known that the viewer is an administrator; undefined for everybody else. */
  readonly by: 'operations' | 'permission' | 'person' | 'operator' | undefined;
  readonly sections: readonly SectionName[];
  /** What the first tab shows. */
  readonly first: ComponentChildren;
}

const KNOWN_BY: Readonly<Record<NonNullable<ConfigureProps['by']>, MessageKey>> = {
  operations: 'admin.byOperations',
  permission: 'admin.byPermission',
  person: 'admin.byPerson',
  operator: 'admin.byOperator',
};

const TABS: Readonly<Record<SectionName, MessageKey>> = {
  instances: 'admin.instances',
  policies: 'admin.policies',
  accounts: 'admin.accounts',
  embeds: 'admin.embeds',
  audit: 'admin.audit',
  rights: 'admin.rights',
  stored: 'admin.stored',
};

/** Where administrators set the app up; for everybody else, that it is for administrators. */
export function Configure({ by, sections, first }: ConfigureProps): VNode {
  const words = useWords();
  return (
    <>
      <header class="home-head">
        <h1>{words.say('admin.title')}</h1>
      </header>
      {by === undefined ? (
        <>
          <p>{words.say('admin.only')}</p>
          <p class="quiet">{words.say('admin.unsure')}</p>
        </>
      ) : (
        <>
          <p class="quiet" data-known-by={by}>
            {words.say(KNOWN_BY[by])}
          </p>
          <div class="tabs" role="tablist" aria-label={words.say('admin.title')}>
            {sections.map((name, index) => (
              <button type="button" role="tab" id={`tab-${name}`} aria-controls={`panel-${name}`} aria-selected={index === 0} tabIndex={index === 0 ? 0 : -1} data-tab={name}>
                {words.say(TABS[name])}
              </button>
            ))}
          </div>
          {sections.map((name, index) => (
            <section class="admin-panel" role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`} tabIndex={0} hidden={index > 0} data-section={name} data-say-loading={words.say('admin.loading')}>
              {index === 0 ? <SectionFrame said={undefined}>{first}</SectionFrame> : null}
            </section>
          ))}
          <p class="admin-message" role="status" data-admin-message></p>
        </>
      )}
    </>
  );
}
