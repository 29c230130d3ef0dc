import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import { AdminForm, Choice, LinesField, type ChoiceOption } from './fields.js';
import { LinkingPolicy, type LinkingModel } from './linking-policy.js';
import { SharedToken, type SharedTokenModel } from './shared-tokens.js';

/** What the administrators of a site allow, as they see it. */
export interface PoliciesModel {
  /** Of what is shown; a change says which one it was made to. */
  readonly version: string;
  readonly spaces: { readonly named: boolean; readonly keys: readonly string[]; /** What there is to tell of them. */ readonly told: readonly string[] };
  readonly linking: LinkingModel;
  readonly unlinked: { readonly value: 'operator' | 'shared' | 'nothing'; readonly instances: readonly { readonly name: string; readonly shows: 'public' | 'none' }[] };
  readonly places: { readonly named: boolean; readonly addresses: readonly string[] };
  readonly exports: 'content' | 'title' | 'link' | 'nothing';
  readonly codeFallback: boolean;
  readonly tokens: readonly SharedTokenModel[];
}

/** The policies of a site, each in a form of its own, and its shared tokens. */
export function Policies(model: PoliciesModel): VNode {
  const words = useWords();
  return (
    <>
      <p>{words.say('policies.intro')}</p>
      <Spaces {...model} />
      <LinkingPolicy version={model.version} linking={model.linking} />
      <Unlinked {...model} />
      <Places {...model} />
      <Exports {...model} />
      <Code {...model} />
      {model.tokens.map((token) => (
        <SharedToken {...token} />
      ))}
    </>
  );
}

const byDefault = (words: Words, choice: string) => words.say('policies.default', { choice });

function Spaces({ version, spaces: { named, keys, told } }: PoliciesModel): VNode {
  const words = useWords();
  const options: ChoiceOption[] = [
    { value: 'all', label: byDefault(words, words.say('policies.everywhere')) },
    { value: 'named', label: words.say('policies.namedSpaces') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-spaces">
      <h2 id="policy-spaces">{words.say('policies.spaces')}</h2>
      <p>{words.say('policies.spacesIntro')}</p>
      {told.length > 0 ? (
        <ul class="admin-facts">
          {told.map((one) => (
            <li>{one}</li>
          ))}
        </ul>
      ) : null}
      <AdminForm section="policies" action="spaces" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="spaces-mode" name="mode" legend={words.say('policies.spacesLegend')} value={named ? 'named' : 'all'} options={options} />
        <LinesField id="spaces-keys" name="keys" label={words.say('policies.spaceKeys')} hint={words.say('policies.spaceKeysHint')} lines={keys} />
      </AdminForm>
    </section>
  );
}

function Unlinked({ version, unlinked: { value, instances } }: PoliciesModel): VNode {
  const words = useWords();
  const shows = instances.map(({ name, shows: content }) => words.say('policies.operatorHint', { gitlab: name, content })).join(' ');
  const options: ChoiceOption[] = [
    { value: 'operator', label: byDefault(words, words.say('policies.operator')), hint: shows },
    { value: 'shared', label: words.say('policies.shared'), hint: words.say('policies.sharedHint') },
    { value: 'nothing', label: words.say('policies.nothing'), hint: words.say('policies.nothingHint') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-unlinked">
      <h2 id="policy-unlinked">{words.say('policies.unlinked')}</h2>
      <p>{words.say('policies.unlinkedIntro')}</p>
      <AdminForm section="policies" action="unlinked" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="unlinked" name="unlinked" legend={words.say('policies.unlinkedLegend')} value={value} options={options} />
      </AdminForm>
    </section>
  );
}

function Places({ version, places: { named, addresses } }: PoliciesModel): VNode {
  const words = useWords();
  const options: ChoiceOption[] = [
    { value: 'all', label: byDefault(words, words.say('policies.everything')) },
    { value: 'named', label: words.say('policies.namedPlaces') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-places">
      <h2 id="policy-places">{words.say('policies.places')}</h2>
      <p>{words.say('policies.placesIntro')}</p>
      <AdminForm section="policies" action="places" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="places-mode" name="mode" legend={words.say('policies.placesLegend')} value={named ? 'named' : 'all'} options={options} />
        <LinesField id="places-addresses" name="addresses" label={words.say('policies.addresses')} hint={words.say('policies.addressesHint')} lines={addresses} />
      </AdminForm>
    </section>
  );
}

function Exports({ version, exports: value }: PoliciesModel): VNode {
  const words = useWords();
  const options: ChoiceOption[] = [
    { value: 'content', label: byDefault(words, words.say('policies.exportContent')) },
    { value: 'title', label: words.say('policies.exportTitle') },
    { value: 'link', label: words.say('policies.exportLink') },
    { value: 'nothing', label: words.say('policies.exportNothing') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-exports">
      <h2 id="policy-exports">{words.say('policies.exports')}</h2>
      <p>{words.say('policies.exportsIntro')}</p>
      <AdminForm section="policies" action="exports" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="exports" name="exports" legend={words.say('policies.exportsLegend')} value={value} options={options} />
      </AdminForm>
    </section>
  );
}

function Code({ version, codeFallback }: PoliciesModel): VNode {
  const words = useWords();
  const options: ChoiceOption[] = [
    { value: 'on', label: byDefault(words, words.say('policies.codeOn')) },
    { value: 'off', label: words.say('policies.codeOff'), hint: words.say('policies.codeOffHint') },
  ];
  return (
    <section class="card admin-card" aria-labelledby="policy-code">
      <h2 id="policy-code">{words.say('policies.code')}</h2>
      <p>{words.say('policies.codeIntro')}</p>
      <AdminForm section="policies" action="code" submit={words.say('policies.save')}>
        <input type="hidden" name="version" value={version} />
        <Choice id="code" name="code" legend={words.say('policies.codeLegend')} value={codeFallback ? 'on' : 'off'} options={options} />
      </AdminForm>
    </section>
  );
}
