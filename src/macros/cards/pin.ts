import type { Phrase } from '../../../views/parts/value.js';
import type { Drift, PinStanding } from '../../gitlab/things/code.js';
import { code, count, text } from './phrases.js';

/** `Pinned to abc1234. main is 12 commits ahead; this file has changed since.` */
export function pinNotice({ sha, webUrl, drift }: PinStanding): Phrase {
  const pinned = [text('Pinned to '), code(sha.slice(0, 7), webUrl), text('.')];
  return drift === undefined ? pinned : [...pinned, text(' '), ...driftPhrase(drift)];
}

function driftPhrase(drift: Drift): Phrase {
  const { ref, webUrl, state, comparisonUrl } = drift;
  switch (state) {
    case 'gone':
      return [code(ref), text(', which it was taken from, is no longer there.')];
    case 'here':
      return [code(ref), text(' is still there.')];
    case 'apart':
      return [code(ref, webUrl), text(' no longer has this commit; '), ...fileWords(drift), ...compare(comparisonUrl)];
    case 'ahead':
      return [code(ref, webUrl), text(aheadWords(drift)), ...fileWords(drift), ...compare(comparisonUrl)];
  }
}

function aheadWords({ ahead, capped }: Drift): string {
  if (ahead === undefined) return ' has moved on; ';
  return capped ? ` is ${new Intl.NumberFormat('en-GB').format(ahead)}+ commits ahead; ` : ` is ${count(ahead, 'commit')} ahead; `;
}

const FILE = { same: 'this file hasn’t changed since.', changed: 'this file has changed since.', deleted: 'this file is no longer in it.' } as const;

function fileWords({ file }: Drift): Phrase {
  return [text(file === undefined ? 'whether this file has changed is not known.' : FILE[file])];
}

function compare(url: string | undefined): Phrase {
  return url === undefined ? [] : [text(' '), text('Compare', url)];
}
