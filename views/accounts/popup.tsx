import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/**
 * The window that a person connects in, before GitLab. It is the same for everybody: what it is about comes from the frame that
 * opened it, or from a link, and then it asks first.
 */
export function PopupMain({ startUrl }: { startUrl: string }): VNode {
  const { say, rich } = useWords();
  return (
    <main class="popup" data-start={startUrl}>
      <h1>{say('linking.connectGitLab')}</h1>
      <p role="status" data-popup="status">
        {say('popup.connecting')}
      </p>
      <section data-popup="ask" tabIndex={-1} hidden>
        <p>{say('linking.askBefore')}</p>
        <dl class="link-accounts">
          <dt>{say('linking.confluenceAccount')}</dt>
          <dd data-popup="user"></dd>
          <dt>{say('linking.site')}</dt>
          <dd data-popup="site"></dd>
          <dt>{say('linking.gitlab')}</dt>
          <dd data-popup="gitlab"></dd>
        </dl>
        <p>{rich('linking.askOwn', { b: (text) => <strong>{text}</strong> })}</p>
        <button type="button" class="primary" data-popup="agree">
          {say('linking.goOn')}
        </button>
      </section>
      <button type="button" data-popup="close" hidden>
        {say('linking.close')}
      </button>
      <noscript>
        <p>{say('linking.needsScript')}</p>
      </noscript>
    </main>
  );
}
