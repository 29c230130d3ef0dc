import type { VNode } from 'preact';
import { Badge, type Status } from '../parts/badge.js';
import { useWords } from '../words/context.js';

/** What one step of a check came to, in words. */
export interface CheckedModel {
  readonly title: string;
  readonly result: 'ok' | 'problem' | 'skipped' | 'unknown';
  readonly resultName: string;
  readonly text: string;
  readonly advice: readonly string[];
}

const LOOKS: Readonly<Record<CheckedModel['result'], Pick<Status, 'tone' | 'icon'>>> = {
  ok: { tone: 'success', icon: 'check' },
  problem: { tone: 'danger', icon: 'cross' },
  skipped: { tone: 'neutral', icon: 'skipped' },
  unknown: { tone: 'warning', icon: 'incident' },
};

/** The steps of a check in their order, each with a plain result and what helps. */
export function InstanceChecks({ steps }: { steps: readonly CheckedModel[] }): VNode {
  const words = useWords();
  return (
    <ol class="admin-checks" aria-label={words.say('admin.checkResults')} tabIndex={-1} data-focus>
      {steps.map(({ title, result, resultName, text, advice }) => (
        <li data-result={result}>
          <p>
            <strong>{title}</strong> <Badge text={resultName} {...LOOKS[result]} />
          </p>
          <p>{text}</p>
          {advice.map((one) => (
            <p class="quiet">{one}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}
