import { describe, expect, test } from '@jest/globals';
import { CallbackMain } from '../../views/accounts/callback.js';
import { ConfirmPanel, type ConfirmPanelProps } from '../../views/accounts/confirm-panel.js';
import { ConnectPanel, type ConnectPanelProps } from '../../views/accounts/connect-panel.js';
import { FailedPanel } from '../../views/accounts/failed-panel.js';
import { inEnglish } from '../support/words.js';

const instance = { id: 'default', name: 'gitlab.example' };
const connect = (props: Partial<ConnectPanelProps>) => inEnglish(<ConnectPanel mode="connect" size="full" instance={instance} {...props} />);

describe('the panel that invites to connect', () => {
  test.each(['full', 'short'] as const)('has a button named exactly Connect GitLab when %s', (size) => {
    expect(connect({ size })).toMatch(/<button[^>]*data-action="connect"[^>]*data-instance="default"[^>]*>Connect GitLab<\/button>/);
  });

  test('has a button named exactly Reconnect GitLab where the link is dead', () => {
    expect(connect({ mode: 'reconnect' })).toMatch(/<button[^>]*data-action="reconnect"[^>]*>Reconnect GitLab<\/button>/);
  });

  test('explains fully once, and shortly elsewhere', () => {
    expect(connect({})).toContain('gitlab.example');
    expect(connect({ size: 'short' })).not.toContain('gitlab.example');
  });

  test('tells an anonymous reader to sign in, without a button', () => {
    expect(connect({ mode: 'anonymous' })).toContain('Sign in to Confluence');
    expect(connect({ mode: 'anonymous' })).not.toContain('<button');
  });

  test('says that the operator has not set linking up, without a button', () => {
    expect(connect({ mode: 'not-set-up' })).toContain('has not set linking up');
    expect(connect({ mode: 'not-set-up' })).not.toContain('<button');
  });

  test('has a place where news are announced', () => {
    expect(connect({})).toMatch(/role="status"[^>]*data-link-message/);
  });
});

describe('the panel that asks to confirm', () => {
  const props: ConfirmPanelProps = {
    instance: 'default',
    gitlab: { username: 'alice.gl', name: '<b>Alice</b>', host: 'gitlab.example' },
    confluence: { name: 'Alice Adams', site: 'acme.atlassian.net' },
    replaces: undefined,
    shared: false,
    needsCode: false,
  };

  test('names both accounts, escaped', () => {
    const html = inEnglish(<ConfirmPanel {...props} />);
    for (const part of ['@alice.gl', '&lt;b>Alice', 'gitlab.example', 'Alice Adams', 'acme.atlassian.net', '>Confirm<', '>Not me<']) expect(html).toContain(part);
    expect(html).not.toContain('<input');
    expect(html).not.toContain('replaces');
  });

  test('asks for the code with a label, where there is one', () => {
    expect(inEnglish(<ConfirmPanel {...props} needsCode />)).toMatch(/<label for="link-code">.*<input[^>]*id="link-code"/s);
  });
});

describe('the pages around it', () => {
  test.each(['denied', 'refused', 'unavailable', 'superseded', 'code', null])('a failure by %s offers to try again', (failure) => {
    expect(inEnglish(<FailedPanel failure={failure} instance="default" />)).toContain('>Connect GitLab<');
  });

  test('the window after GitLab says where to go on, and warns with a code', () => {
    const arrived = { flow: 'flow-1', gitlab: 'gitlab.example', username: 'alice.gl', name: 'Alice' };
    const plain = inEnglish(<CallbackMain mode="pending" {...arrived} />);
    expect(plain).toContain('Return to Confluence');
    expect(plain).toContain('data-flow="flow-1"');
    const code = inEnglish(<CallbackMain mode="code" {...arrived} code="ABCDEFGH" confluence={{ name: 'Alice Adams', site: 'acme.atlassian.net' }} />);
    for (const part of ['ABCD-EFGH', 'Alice Adams', 'acme.atlassian.net', 'only in the Confluence page you started from', 'Nobody will ask you for it']) expect(code).toContain(part);
    const failed = inEnglish(<CallbackMain mode="failed" message="It did not work." reference="abc" />);
    expect(failed).toContain('abc');
    expect(failed).not.toContain('data-flow');
  });
});
