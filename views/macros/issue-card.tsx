import type { VNode } from 'preact';
import { Labels, type LabelModel } from '../parts/label.js';
import { Day, Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';
import { People, type PersonModel } from '../parts/person.js';
import { Progress } from '../parts/progress.js';
import { Prose, type ProseProps } from '../parts/prose.js';
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
  readonly ended: { readonly word: 'Closed' | 'Merged'; readonly at: string } | undefined;
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
  return (
    <article class="card">
      <Head {...card.head}>
        <Origin {...card} />
      </Head>
      <Labels labels={card.labels} />
      {assignees.length > 0 || milestone || due || start || parent || children || movedTo ? (
        <Facts>
          {movedTo ? (
            <Fact name="Moved to">
              <Outside href={movedTo.url}>{movedTo.reference}</Outside>
            </Fact>
          ) : null}
          <Assignees people={assignees} />
          {start === undefined ? null : (
            <Fact name="Starts">
              <Day day={start} />
            </Fact>
          )}
          {due ? (
            <Fact name="Due">
              <span class={due.overdue ? 'overdue' : undefined}>
                <Day day={due.day} />
                {due.overdue ? ' (overdue)' : null}
              </span>
            </Fact>
          ) : null}
          <InMilestone milestone={milestone} />
          {parent ? (
            <Fact name="Part of">
              <Outside href={parent.url}>{parent.title}</Outside>
            </Fact>
          ) : null}
          {children ? (
            <Fact name="Child items closed">
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
  return (
    <>
      <span dir="ltr">{reference}</span>
      <span>
        Opened <Moment at={createdAt} />
        {author ? (
          <>
            {' by '}
            <Outside href={author.url} title={`@${author.username}`}>
              {author.name}
            </Outside>
          </>
        ) : null}
      </span>
      {ended ? (
        <span>
          {ended.word} <Moment at={ended.at} />
        </span>
      ) : null}
    </>
  );
}

export function Assignees({ people }: { people: readonly PersonModel[] }): VNode | null {
  if (people.length === 0) return null;
  return (
    <Fact name={people.length === 1 ? 'Assignee' : 'Assignees'}>
      <People people={people} />
    </Fact>
  );
}

export function InMilestone({ milestone }: Pick<DiscussedModel, 'milestone'>): VNode | null {
  if (!milestone) return null;
  const { title, url } = milestone;
  return <Fact name="Milestone">{url === undefined ? title : <Outside href={url}>{title}</Outside>}</Fact>;
}

export function DiscussionFoot({ card }: { card: DiscussedModel }): VNode {
  return (
    <Foot {...card.foot}>
      <Count icon="comment" value={card.comments} label="Comments" />
      <Count icon="thumb" value={card.upvotes} label="Upvotes" />
      <Count icon="tasks" value={card.tasks} label="Tasks done" />
    </Foot>
  );
}
