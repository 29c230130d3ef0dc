import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { Wrap } from '../words/words.js';

interface Arrived {
  readonly flow: string;
  /** How the instance is named to people. */
  readonly gitlab: string;
  readonly username: string;
  readonly name: string;
}

export type CallbackProps =
  | ({ readonly mode: 'pending' } & Arrived)
  | ({ readonly mode: 'code'; readonly code: string; readonly confluence: { readonly name: string; readonly site: string } } & Arrived)
  | { readonly mode: 'denied'; readonly flow: string; readonly gitlab: string }
  | { readonly mode: 'failed'; readonly message: string; readonly reference: string };

/** The window after GitLab: what came of it, and where to go on. Its script tells the frame that it may ask for the news. */
export function CallbackMain(props: CallbackProps): VNode {
  const { say } = useWords();
  return (
    <main class="popup" {...('flow' in props ? { 'data-flow': props.flow } : {})}>
      <Content {...props} />
      <button type="button" data-popup="close">
        {say('linking.close')}
      </button>
    </main>
  );
}

function Content(props: CallbackProps): VNode {
  const { say, rich } = useWords();
  switch (props.mode) {
    case 'pending':
      return (
        <>
          <h1>{say('linking.returnToConfluence')}</h1>
          <p>{rich('linking.ready', { ...nameOf(props), b: bold })}</p>
        </>
      );
    case 'code':
      return <Code {...props} />;
    case 'denied':
      return (
        <>
          <h1>{say('linking.notConnected')}</h1>
          <p>{say('linking.deniedAt', { gitlab: props.gitlab })}</p>
          <p>{say('linking.deniedNext')}</p>
        </>
      );
    case 'failed':
      return (
        <>
          <h1>{say('linking.notConnected')}</h1>
          <p>{props.message}</p>
          <p class="quiet">{rich('errors.reference', { reference: props.reference, code: (id) => <code>{id}</code> })}</p>
        </>
      );
  }
}

function Code(props: Extract<CallbackProps, { mode: 'code' }>): VNode {
  const { say, rich } = useWords();
  const { name: person, site } = props.confluence;
  return (
    <>
      <h1>{say('linking.returnToConfluence')}</h1>
      <p>{rich('linking.readyWithCode', { ...nameOf(props), person, site, b: bold })}</p>
      <p class="link-code" data-link-code>
        {`${props.code.slice(0, 4)}-${props.code.slice(4)}`}
      </p>
      <p>{say('linking.codeWarning')}</p>
    </>
  );
}

const nameOf = ({ username, name, gitlab }: Arrived) => ({ username, name, gitlab });

const bold: Wrap = (text) => <strong>{text}</strong>;
