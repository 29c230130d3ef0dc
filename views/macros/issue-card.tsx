import type { VNode } from 'preact';
import { Labels, type LabelModel } from '../parts/label.js';
import { Day, Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';
import { People, type PersonModel } from '../parts/person.js';
import { Progress } from '../parts/progress.js';
import { Prose, type ProseProps } from '../parts/prose.js';
import { useWords } from '../words/context.js';
import { Count, Fact, Facts, Foot, Head, type FootModel, type HeadModel } from './frame.js';

/** What issues, work items and merge requests show alike. */
export interface DiscussedModel {
  readonly head: HeadModel;
  readonly foot: FootModel;
  readonly reference: string;
  readonly labels: readonly LabelModel[];
  readonly author: PersonModel | undefined;
  readonly createdAt: string;
  /** What ended it, when it has ended. */
  readonly ended: { readonly how: 'closed' | 'merged'; readonly at: string } | undefined;
  readonly assignees: readonly PersonModel[];
  readonly milestone: { readonly title: string; readonly url: string | undefined } | undefined;
  readonly description: ProseProps | undefined;
  readonly comments: number | undefined;
  readonly upvotes: number | undefined;
  /** `2 of 5` */
  readonly tasks: string | undefined;
}

export interface IssueCardModel extends DiscussedModel {
  readonly kind: 'issue';
  /** `YYYY-MM-DD` */
  readonly start?: string | undefined;
  readonly due: { readonly day: string; readonly overdue: boolean } | undefined;
  readonly parent?: { readonly title: string; readonly url: string } | undefined;
  /** How many of its parts are closed. */
  readonly children?: { readonly done: number; readonly total: number } | undefined;
  /** What goes on in its place: `group/other#12`. */
  readonly movedTo?: { readonly reference: string; readonly url: string } | undefined;
}

export function IssueCard({ card }: { card: IssueCardModel }): VNode {
  const { assignees, due, milestone, description, start, parent, children, movedTo } = card;
  const words = useWords();
  return (
    <article class="card">
      <Head {...card.head}>
        <Origin {...card} />
      </Head>
      <Labels labels={card.labels} />
      {assignees.length > 0 || milestone || due || start || parent || children || movedTo ? (
        <Facts>
          {movedTo ? (
            <Fact name={words.say('cards.movedTo')}>
              <Outside href={movedTo.url}>{movedTo.reference}</Outside>
            </Fact>
          ) : null}
          <Assignees people={assignees} />
          {start === undefined ? null : (
            <Fact name={words.say('cards.starts')}>
              <Day day={start} />
            </Fact>
          )}
          {due ? (
            <Fact name={words.say('cards.due')}>
              {due.overdue ? <span class="overdue">{words.rich('cards.overdue', { day: <Day day={due.day} /> })}</span> : <Day day={due.day} />}
            </Fact>
          ) : null}
          <InMilestone milestone={milestone} />
          {parent ? (
            <Fact name={words.say('cards.partOf')}>
              <Outside href={parent.url}>{parent.title}</Outside>
            </Fact>
          ) : null}
          {children ? (
            <Fact name={words.say('cards.childrenClosed')}>
              <Progress {...children} />
            </Fact>
          ) : null}
        </Facts>
      ) : null}
      {description ? <Prose {...description} /> : null}
      <DiscussionFoot card={card} />
    </article>
  );
}

export function Origin({ reference, createdAt, author, ended }: Pick<DiscussedModel, 'reference' | 'createdAt' | 'author' | 'ended'>): VNode {
  const words = useWords();
  const opened = <Moment at={createdAt} />;
  return (
    <>
      <span dir="ltr">{reference}</span>
      <span>{author ? words.rich('cards.openedBy', { time: opened, author: <Named {...author} /> }) : words.rich('cards.opened', { time: opened })}</span>
      {ended ? <span>{words.rich(ended.how === 'merged' ? 'cards.merged' : 'cards.closed', { time: <Moment at={ended.at} /> })}</span> : null}
    </>
  );
}

/** A person by their bare name. */
function Named({ name, username, url }: PersonModel): VNode {
  return (
    <Outside href={url} title={`@${username}`}>
      {name}
    </Outside>
  );
}

export function Assignees({ people }: { people: readonly PersonModel[] }): VNode | null {
  const words = useWords();
  if (people.length === 0) return null;
  return (
    <Fact name={words.say('cards.assignees', { count: people.length })}>
      <People people={people} />
    </Fact>
  );
}

export function InMilestone({ milestone }: Pick<DiscussedModel, 'milestone'>): VNode | null {
  const words = useWords();
  if (!milestone) return null;
  const { title, url } = milestone;
  return <Fact name={words.say('cards.milestone')}>{url === undefined ? title : <Outside href={url}>{title}</Outside>}</Fact>;
}

export function DiscussionFoot({ card }: { card: DiscussedModel }): VNode {
  const words = useWords();
  return (
    <Foot {...card.foot}>
      <Count icon="comment" value={card.comments} label={words.say('cards.comments')} />
      <Count icon="thumb" value={card.upvotes} label={words.say('cards.upvotes')} />
      <Count icon="tasks" value={card.tasks} label={words.say('cards.tasksDone')} />
    </Foot>
  );
}
