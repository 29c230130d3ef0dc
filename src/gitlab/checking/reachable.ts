import type { NoReply, Reply } from './asking.js';
import { isReply } from './asking.js';
import { found, type CheckKey, type Finding } from './step.js';

/** An answer that takes longer has readers wait noticeably. */
const SLOW_MS = 2_000;

const SENTENCES: Readonly<Record<NoReply['why'], CheckKey>> = {
  'refused-address': 'checks.resolvesInside',
  'no-name': 'checks.nameUnknown',
  'own-ca': 'checks.certificateUnknown',
  'other-name': 'checks.certificateOfAnother',
  expired: 'checks.certificateExpired',
  'no-tls': 'checks.noTls',
  'closed-port': 'checks.portClosed',
  'no-way': 'checks.noWay',
  slow: 'checks.tooSlow',
  'too-large': 'checks.answerTooLarge',
  broken: 'checks.brokeOff',
  'no-time': 'checks.noTimeLeft',
};

const ADVICE: Partial<Readonly<Record<NoReply['why'], CheckKey>>> = {
  'refused-address': 'checks.adviseInside',
  'own-ca': 'checks.adviseOwnCa',
  'closed-port': 'checks.adviseFirewall',
  'no-way': 'checks.adviseFirewall',
  slow: 'checks.adviseFirewall',
};

/** Whether anything answered at all, and how quickly. */
export function judgeReachable(reply: Reply, host: string, timeoutMs: number): Finding {
  if (!isReply(reply)) {
    const advice = ADVICE[reply.why];
    const values = { host, seconds: timeoutMs / 1000 };
    return found('problem', SENTENCES[reply.why], values, ...(advice ? [{ say: advice, values }] : []));
  }
  const seconds = Math.round(reply.ms / 100) / 10;
  return reply.ms >= SLOW_MS ? found('ok', 'checks.answersSlowly', { host, seconds }, { say: 'checks.adviseSlow' }) : found('ok', 'checks.answers', { host });
}

/** What a later step says where its call came to nothing. */
export function noReply({ why }: NoReply): Finding {
  return why === 'no-time' ? found('skipped', 'checks.noTimeLeft') : found('unknown', why === 'slow' ? 'checks.noAnswerInTime' : 'checks.noAnswer');
}
