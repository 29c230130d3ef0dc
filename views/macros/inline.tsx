import type { VNode } from 'preact';
import { ConnectPanel, type ConnectPanelProps } from '../accounts/connect-panel.js';
import { Icon } from '../parts/icon.js';
import { Chip, type ChipModel } from './chip.js';
import { unavailableWords, type SubjectModel, type UnavailableProps, type UnsupportedProps } from './notice.js';

/** What a notice says, in the room of a chip. */
function subjectChip({ text, url, icon }: SubjectModel): ChipModel {
  return { icon, kind: 'Link', tone: 'neutral', title: text, url, reference: undefined, badge: undefined };
}

export function InlineConnect({ subject, mode, instance }: { subject: SubjectModel } & Pick<ConnectPanelProps, 'mode' | 'instance'>): VNode {
  const chip = subjectChip(subject);
  if (mode === 'anonymous') return <Chip chip={chip}>{note('Sign in to Confluence to connect GitLab')}</Chip>;
  if (mode === 'not-set-up') return <Chip chip={chip}>{note('GitLab can’t be connected yet')}</Chip>;
  return (
    <Chip chip={chip}>
      <ConnectPanel mode={mode} size="short" instance={instance} />
    </Chip>
  );
}

export function InlineNoAccess({ subject }: { subject: SubjectModel }): VNode {
  return <Chip chip={{ ...subjectChip(subject), badge: { text: 'No access', tone: 'neutral', icon: 'lock' } }} />;
}

export function InlineUnsupported({ text, url, problem }: Pick<UnsupportedProps, 'text' | 'url' | 'problem'>): VNode {
  return <Chip chip={subjectChip({ text: text || 'No link', url: url ?? '', icon: 'link' })} hint={problem} />;
}

/** The last copy's chip, or the bare subject, and a way to ask again. */
export function InlineUnavailable({ chip, subject, age, ...about }: UnavailableProps & { subject: SubjectModel; chip: ChipModel | undefined; age: string | undefined }): VNode {
  const label = `${unavailableWords(about, age)} Try again now`;
  return (
    <Chip chip={chip ?? subjectChip(subject)}>
      {note(age ?? 'Not available now')}
      <button type="button" class="bare" data-action="retry" aria-label={label} title={label}>
        <Icon name="retry" />
      </button>
    </Chip>
  );
}

function note(text: string): VNode {
  return <span class="chip-note">{text}</span>;
}
