import type { ComponentChildren, VNode } from 'preact';

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
  return (
    <main class="popup" {...('flow' in props ? { 'data-flow': props.flow } : {})}>
      {content(props)}
      <button type="button" data-popup="close">
        Close this window
      </button>
    </main>
  );
}

function content(props: CallbackProps): ComponentChildren {
  switch (props.mode) {
    case 'pending':
      return (
        <>
          <h1>Return to Confluence</h1>
          <p>
            <Account {...props} /> is ready. It is connected once you press <strong>Confirm</strong> in Confluence.
          </p>
        </>
      );
    case 'code':
      return <Code {...props} />;
    case 'denied':
      return (
        <>
          <h1>Not connected</h1>
          <p>{props.gitlab} was not allowed to share your account, so nothing was connected.</p>
          <p>To try again, return to Confluence and press Connect GitLab.</p>
        </>
      );
    case 'failed':
      return (
        <>
          <h1>Not connected</h1>
          <p>{props.message}</p>
          <p class="quiet">
            Reference: <code>{props.reference}</code>
          </p>
        </>
      );
  }
}

function Code(props: Extract<CallbackProps, { mode: 'code' }>): VNode {
  return (
    <>
      <h1>Return to Confluence</h1>
      <p>
        <Account {...props} /> will be connected to <strong>{props.confluence.name}</strong> on {props.confluence.site} once you type this code there:
      </p>
      <p class="link-code" data-link-code>
        {`${props.code.slice(0, 4)}-${props.code.slice(4)}`}
      </p>
      <p>
        Type it only in the Confluence page you started from, within five minutes. Nobody will ask you for it; whoever does wants to read your GitLab.
      </p>
    </>
  );
}

function Account({ username, name, gitlab }: Arrived): VNode {
  return (
    <>
      Your GitLab account <strong>@{username}</strong> ({name}, {gitlab})
    </>
  );
}
