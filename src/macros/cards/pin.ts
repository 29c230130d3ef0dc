import type { Phrase, Value } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { Drift, PinStanding } from '../../gitlab/things/code.js';
import { code, phrase, text } from './phrases.js';

/** `Pinned to abc1234. main is 12 commits ahead; this file has changed since.` */
export function pinNotice({ sha, webUrl, drift }: PinStanding, words: Words): Phrase {
  const pinned = phrase(words, 'code.pinned', { commit: code(sha.slice(0, 7), webUrl) });
  return drift === undefined ? pinned : [...pinned, text(' '), ...driftPhrase(drift, words)];
}

function driftPhrase(drift: Drift, words: Words): Phrase {
  const ref = code(drift.ref, drift.state === 'apart' || drift.state === 'ahead' ? drift.webUrl : undefined);
  switch (drift.state) {
    case 'gone':
      return phrase(words, 'code.refGone', { ref });
    case 'here':
      return phrase(words, 'code.refHere', { ref });
    case 'apart':
      return [...phrase(words, 'code.refApart', { ref }), ...fileWords(drift, words)];
    case 'ahead':
      return [...aheadPhrase(drift, ref, words), ...fileWords(drift, words)];
  }
}

function aheadPhrase({ ahead, capped }: Drift, ref: Value, words: Words): Phrase {
  if (ahead === undefined) return phrase(words, 'code.refMoved', { ref });
  return phrase(words, capped ? 'code.refFarAhead' : 'code.refAhead', { ref, count: ahead });
}

const FILE = { same: 'code.fileSame', changed: 'code.fileChanged', deleted: 'code.fileDeleted' } as const satisfies Record<NonNullable<Drift['file']>, MessageKey>;

function fileWords({ file, comparisonUrl }: Drift, words: Words): Phrase {
  const standing = text(` ${words.say(file === undefined ? 'code.fileUnknown' : FILE[file])}`);
  return comparisonUrl === undefined ? [standing] : [standing, text(' '), text(words.say('code.compare'), comparisonUrl)];
}
