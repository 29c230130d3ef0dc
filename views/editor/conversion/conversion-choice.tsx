import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../../words/context.js';
import { useHost } from '../host.js';
import { propose, type Change } from './changes.js';
import { ConversionDone } from './conversion-done.js';
import { FailureNote } from './conversion-failure.js';
import { ConversionRow } from './conversion-row.js';
import { convertPage, type Conversion, type Failure } from './convert.js';
import type { Looked } from './look.js';

export interface ConversionChoiceProps {
  readonly looked: Extract<Looked, { state: 'found' }>;
  readonly onLook: () => void;
}

type Plan = Change & { readonly wanted: boolean };

/** What each link becomes, which of them do, and the button for it. */
export function ConversionChoice({ looked: { page, links, draft }, onLook }: ConversionChoiceProps): VNode {
  const words = useWords();
  const host = useHost();
  const [plans, setPlans] = useState<readonly Plan[]>(() => links.map(propose));
  const [state, setState] = useState<'choosing' | 'writing' | Failure | Conversion>('choosing');
  const wanted = plans.filter((plan) => plan.wanted);
  const isBlocked = draft === 'edited';

  const convert = () => {
    setState('writing');
    convertPage(host.page, page, wanted, words.say('conversion.versionMessage', { count: wanted.length })).then(
      (outcome) => setState(outcome.state === 'written' ? outcome : outcome.state),
      () => setState('failed'),
    );
  };
  if (typeof state === 'object') return <ConversionDone conversion={state} count={wanted.length} onLook={onLook} />;

  const isAll = wanted.length === plans.length;
  return (
    <>
      <p class="conversion-intro">{words.say('conversion.intro')}</p>
      {draft === 'unknown' ? <p class="conversion-note">{words.say('conversion.draftUnknown')}</p> : null}
      <label class="tick conversion-all">
        <input
          type="checkbox"
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = !isAll && wanted.length > 0;
          }}
          onChange={() => setPlans(plans.map((plan) => ({ ...plan, wanted: !isAll })))}
        />
        <span>{words.say('conversion.selectAll')}</span>
      </label>
      <ul class="conversion-rows">
        {plans.map((plan, index) => (
          <ConversionRow index={index} {...plan} onChange={(change) => setPlans(plans.map((one, at) => (at === index ? { ...one, ...change } : one)))} />
        ))}
      </ul>
      <div class="conversion-bar">
        {isBlocked ? <FailureNote failure="edited" takesFocus={false} onLook={onLook} /> : null}
        {typeof state === 'string' && state !== 'choosing' && state !== 'writing' ? <FailureNote failure={state} takesFocus onLook={onLook} /> : null}
        <button type="button" class="primary" disabled={wanted.length === 0 || isBlocked || state !== 'choosing'} onClick={convert}>
          {words.say('conversion.convert', { count: wanted.length })}
        </button>
        <p class="unseen" role="status">
          {state === 'writing' ? words.say('conversion.writing') : ''}
        </p>
      </div>
    </>
  );
}
