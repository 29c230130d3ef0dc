import type { VNode } from 'preact';

/**
 * The window that a person connects in, before GitLab. It is the same for everybody: what it is about comes from the frame that
 * opened it, or from a link, and then it asks first.
 */
export function PopupMain({ startUrl }: { startUrl: string }): VNode {
  return (
    <main class="popup" data-start={startUrl}>
      <h1>Connect GitLab</h1>
      <p role="status" data-popup="status">
        One moment: you are being taken to GitLab…
      </p>
      <section data-popup="ask" tabIndex={-1} hidden>
        <p>You are about to connect your GitLab account to this Confluence account:</p>
        <dl class="link-accounts">
          <dt>Confluence account</dt>
          <dd data-popup="user"></dd>
          <dt>Site</dt>
          <dd data-popup="site"></dd>
          <dt>GitLab</dt>
          <dd data-popup="gitlab"></dd>
        </dl>
        <p>
          <strong>Go on only if this is your own account</strong> and you started this in Confluence yourself. If somebody sent you here, close this
          window.
        </p>
        <button type="button" class="primary" data-popup="agree">
          Continue to GitLab
        </button>
      </section>
      <button type="button" data-popup="close" hidden>
        Close this window
      </button>
      <noscript>
        <p>This needs JavaScript.</p>
      </noscript>
    </main>
  );
}
