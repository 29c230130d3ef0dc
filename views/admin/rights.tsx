import type { VNode } from 'preact';
import { Badge, type Status } from '../parts/badge.js';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';
import { AdminForm, TextField } from './fields.js';

/** One call that a scope of the app's is for. */
export interface RightModel {
  readonly name: string;
  /** `GET /rest/api/user` */
  readonly call: string;
  readonly by: 'app' | 'person' | 'author';
  readonly purpose: MessageKey;
  readonly checked: { readonly result: 'works' | 'refused' | 'unknown'; readonly status: number | undefined; readonly grant: MessageKey | undefined } | undefined;
}

export interface RightsProps {
  readonly groups: readonly { readonly scope: 'READ' | 'WRITE' | 'DELETE' | 'SPACE_ADMIN' | 'ADMIN'; readonly rights: readonly RightModel[] }[];
  readonly isChecked: boolean;
}

const SCOPES: Readonly<Record<RightsProps['groups'][number]['scope'], MessageKey>> = {
  READ: 'rights.scopeRead',
  WRITE: 'rights.scopeWrite',
  DELETE: 'rights.scopeDelete',
  SPACE_ADMIN: 'rights.scopeSpaceAdmin',
  ADMIN: 'rights.scopeAdmin',
};
const BY: Readonly<Record<RightModel['by'], MessageKey | undefined>> = { app: undefined, person: 'rights.byPerson', author: 'rights.byAuthor' };
const RESULTS: Readonly<Record<NonNullable<RightModel['checked']>['result'], { readonly say: MessageKey } & Pick<Status, 'tone' | 'icon'>>> = {
  works: { say: 'rights.works', tone: 'success', icon: 'check' },
  refused: { say: 'rights.refused', tone: 'danger', icon: 'cross' },
  unknown: { say: 'rights.unknown', tone: 'neutral', icon: 'skipped' },
};

/** What the app may do in Confluence, what for, and whether it works. */
export function Rights({ groups, isChecked }: RightsProps): VNode {
  const words = useWords();
  return (
    <>
      <p>{words.say('rights.intro')}</p>
      <section class="card admin-card" aria-labelledby="rights-check">
        <h2 id="rights-check">{words.say('rights.check')}</h2>
        <p>{words.say('rights.checkIntro')}</p>
        <AdminForm section="rights" action="check" submit={words.say('rights.checkSubmit')}>
          <TextField id="rights-page" name="page" label={words.say('rights.page')} hint={words.say('rights.pageHint')} />
        </AdminForm>
      </section>
      {groups.map(({ scope, rights }, index) => (
        <section class="card admin-card" aria-labelledby={`scope-${scope}`}>
          <h2 id={`scope-${scope}`}>{words.rich(SCOPES[scope], { scope: <code>{scope}</code> })}</h2>
          <ul class="admin-checks" {...(isChecked && index === 0 ? { tabIndex: -1, 'data-focus': true } : {})}>
            {rights.map((right) => (
              <Right {...right} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Right({ name, call, by, purpose, checked }: RightModel): VNode {
  const words = useWords();
  const byWhom = BY[by];
  return (
    <li data-right={name} data-result={checked?.result}>
      <p>
        <code>{call}</code> {checked ? <Result {...checked} /> : null}
      </p>
      <p>{words.say(purpose)}</p>
      {byWhom === undefined ? null : <p class="quiet">{words.say(byWhom)}</p>}
      {checked?.result === 'unknown' && by === 'app' ? <p class="quiet">{words.say('rights.unknownWhy', { status: String(checked.status ?? 'none') })}</p> : null}
      {checked?.grant === undefined ? null : (
        <p>
          <strong>{words.say(checked.grant)}</strong>
        </p>
      )}
    </li>
  );
}

function Result({ result, status }: NonNullable<RightModel['checked']>): VNode {
  const words = useWords();
  const { say, tone, icon } = RESULTS[result];
  return (
    <>
      <Badge text={words.say(say)} tone={tone} icon={icon} />
      {status === undefined ? null : <span class="quiet"> {words.say('rights.status', { status: String(status) })}</span>}
    </>
  );
}
