import type { VNode } from 'preact';
import { ConnectPanel, type ConnectPanelProps } from '../accounts/connect-panel.js';
import { Icon } from '../parts/icon.js';
import { Chip, type ChipModel } from './chip.js';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import { reasonWords, whenWords, type SubjectModel, type UnavailableProps, type UnsupportedProps } from './notice.js';
import type { AccessRequest } from './request.js';

/** What a notice says, in the room of a chip. */
function subjectChip({ text, url, icon }: SubjectModel, words: Words): ChipModel {
  return { icon, kind: words.say('notices.link'), tone: 'neutral', title: text, url, reference: undefined, badge: undefined };
}

export function InlineConnect({ subject, mode, instance }: { subject: SubjectModel } & Pick<ConnectPanelProps, 'mode' | 'instance'>): VNode {
  const words = useWords();
  const chip = subjectChip(subject, words);
  if (mode === 'anonymous') return <Chip chip={chip}>{note(words.say('notices.signIn'))}</Chip>;
  if (mode === 'not-set-up') return <Chip chip={chip}>{note(words.say('notices.notSetUp'))}</Chip>;
  return (
    <Chip chip={chip}>
      <ConnectPanel mode={mode} size="short" instance={instance} />
    </Chip>
  );
}

export function InlineNoAccess({ subject, request }: { subject: SubjectModel; request: AccessRequest }): VNode {
  const words = useWords();
  const hint = `${words.say('notices.noAccess')} ${request.hint} ${request.text}`;
  return <Chip chip={{ ...subjectChip(subject, words), badge: { text: words.say('notices.noAccessShort'), tone: 'neutral', icon: 'lock' } }} hint={hint} />;
}

export function InlineUnsupported({ text, url, hosts, problem }: Pick<UnsupportedProps, 'text' | 'url' | 'hosts' | 'problem'>): VNode {
  const words = useWords();
  return <Chip chip={subjectChip({ text: text || words.say('notices.noLink'), url: url ?? '', icon: 'link' }, words)} hint={problem ?? words.say('notices.supported', { hosts: hosts.join(', ') })} />;
}

/** The last copy's chip, or the bare subject, and a way to ask again. */
export function InlineUnavailable({ chip, subject, age, ...about }: UnavailableProps & { subject: SubjectModel; chip: ChipModel | undefined; age: string | undefined }): VNode {
  const words = useWords();
  const due = words.say('notices.triedAgainPlain', { when: whenWords(words, about) });
  const label = `${reasonWords(words, about, age)} ${due} ${words.say('notices.tryNow')}`;
  return (
    <Chip chip={chip ?? subjectChip(subject, words)}>
      {note(age ?? words.say('notices.notNow'))}
      <button type="button" class="bare" data-action="retry" aria-label={label} title={label}>
        <Icon name="retry" />
      </button>
    </Chip>
  );
}

function note(text: string): VNode {
  return <span class="chip-note">{text}</span>;
}
