import type { AuditAction } from '../../src/audit/entry.js';
import type { MessageKey, Words } from '../words/words.js';

/** What happened, in a sentence. */
export const ACTION_WORDS: Readonly<Record<AuditAction, MessageKey>> = {
  'instance-added': 'audit.instanceAdded',
  'instance-changed': 'audit.instanceChanged',
  'instance-disabled': 'audit.instanceDisabled',
  'instance-enabled': 'audit.instanceEnabled',
  'instance-removed': 'audit.instanceRemoved',
  'policy-changed': 'audit.policyChanged',
  linked: 'audit.linked',
  unlinked: 'audit.unlinked',
  'link-refused': 'audit.linkRefused',
  'link-declined': 'audit.linkDeclined',
  'confirm-failed': 'audit.confirmFailed',
  'reconnect-needed': 'audit.reconnectNeeded',
  'link-unused': 'audit.linkUnused',
  'accounts-disconnected': 'audit.accountsDisconnected',
  'links-ended': 'audit.linksEnded',
  'shared-token-set': 'audit.sharedTokenSet',
  'shared-token-removed': 'audit.sharedTokenRemoved',
  'shared-token-used': 'audit.sharedTokenUsed',
  'break-glass': 'audit.breakGlass',
  'person-erased': 'audit.personErased',
  'personal-data-reported': 'audit.personalDataReported',
};

/** What these tell are words of ours, with commas between several; all else, and what is no such word, is told as it is. */
const CODED = new Set(['application', 'secret', 'where', 'why', 'policy', 'kind', 'from', 'to', 'guests', 'also']);

/** One of what is told besides, by its name in words where it has some. */
export function detailIn(words: Words, [name, value]: readonly [string, string]): string {
  return words.say('audit.detail', { name: words.say('audit.detailName', { name }), value: CODED.has(name) ? value.split(', ').map((one) => words.say('audit.detailValue', { value: one })).join(', ') : value });
}
