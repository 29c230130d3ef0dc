import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { ConnectPanel, type ConnectPanelProps } from '../accounts/connect-panel.js';
import { useWords } from '../words/context.js';
import type { InstanceChoice } from './answer.js';
import { Still } from './still.js';
import type { Asked } from './use-answer.js';

type Mode = ConnectPanelProps['mode'];

/** Why the author can't look through GitLab; the next answer on its way does not take away what somebody is connecting in. */
export function useClosed(found: Asked<unknown>): Mode | undefined {
  const closed = useRef<Mode | undefined>(undefined);
  if (found.state !== 'loading') closed.current = modeOf(found);
  return closed.current;
}

function modeOf({ state }: Asked<unknown>): Mode | undefined {
  return state === 'connect' || state === 'reconnect' || state === 'anonymous' || state === 'not-set-up' ? state : undefined;
}

/** In place of what could be found: the way to it. */
export function ConnectFirst({ mode, instance }: { readonly mode: Mode; readonly instance: InstanceChoice }): VNode {
  const words = useWords();
  return (
    <Still key={`${instance.id} ${mode}`}>
      <div class="connect-first">
        {mode === 'connect' || mode === 'reconnect' ? <p>{words.say('editor.connectFirst')}</p> : null}
        <ConnectPanel mode={mode} size="full" instance={instance} />
      </div>
    </Still>
  );
}
