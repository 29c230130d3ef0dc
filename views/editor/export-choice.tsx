import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';
import { EXPORT_POLICIES, type ExportPolicy } from './link-macro.js';

const POLICY_NAMES: Readonly<Record<ExportPolicy, MessageKey>> = {
  link: 'editor.exportLink',
  title: 'editor.exportTitle',
  content: 'editor.exportContent',
  nothing: 'editor.exportNothing',
};

/** What an export of the page holds of something private. */
export function ExportChoice({ policy, onPolicy }: { readonly policy: ExportPolicy; readonly onPolicy: (policy: ExportPolicy) => void }): VNode {
  const words = useWords();
  return (
    <div class="field">
      <label for="export">{words.say('editor.export')}</label>
      <select id="export" aria-describedby="export-hint" value={policy} onChange={(event) => onPolicy(EXPORT_POLICIES.find((one) => one === event.currentTarget.value) ?? 'link')}>
        {EXPORT_POLICIES.map((one) => (
          <option value={one} selected={one === policy}>
            {words.say(POLICY_NAMES[one])}
          </option>
        ))}
      </select>
      <small id="export-hint">{words.say('editor.exportHint')}</small>
    </div>
  );
}
