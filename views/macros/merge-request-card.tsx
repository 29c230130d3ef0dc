import type { VNode } from 'preact';
import { Badge, type Status } from '../parts/badge.js';
import { Icon } from '../parts/icon.js';
import { Labels } from '../parts/label.js';
import { Outside } from '../parts/outside.js';
import { People, type PersonModel } from '../parts/person.js';
import { Prose } from '../parts/prose.js';
import { Changes as ChangedLines } from '../parts/value.js';
import { useWords } from '../words/context.js';
import { Fact, Facts, Head } from './frame.js';
import { Section, type SectionModel } from './section.js';
import { Assignees, DiscussionFoot, InMilestone, Origin, type DiscussedModel } from './issue-card.js';

export interface MergeRequestCardModel extends DiscussedModel {
  readonly kind: 'merge-request';
  /** The other project's path, where the branch comes from a fork. */
  readonly sourceProject: string | undefined;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly reviewers: readonly PersonModel[];
  readonly approvals: { readonly people: readonly PersonModel[]; readonly complete: boolean };
  readonly pipeline: (Status & { readonly url: string | undefined }) | undefined;
  readonly changes: { readonly additions: number; readonly deletions: number; readonly files: number } | undefined;
  /** What keeps it from being merged, or that nothing does; only while it is open. */
  readonly mergeability: Status | undefined;
  /** In place of the description, where the link names a tab of its page. */
  readonly tab?: SectionModel | undefined;
}

export function MergeRequestCard({ card }: { card: MergeRequestCardModel }): VNode {
  const words = useWords();
  return (
    <article class="card">
      <Head {...card.head}>
        <Origin {...card} />
      </Head>
      <Branches card={card} />
      <Labels labels={card.labels} />
      <Facts>
        <Pipeline pipeline={card.pipeline} />
        <Approvals approvals={card.approvals} />
        {card.mergeability ? (
          <Fact name={words.say('cards.merge')}>
            <Badge {...card.mergeability} />
          </Fact>
        ) : null}
        <Changes changes={card.changes} />
        <Assignees people={card.assignees} />
        {card.reviewers.length > 0 ? (
          <Fact name={words.say('cards.reviewers', { count: card.reviewers.length })}>
            <People people={card.reviewers} />
          </Fact>
        ) : null}
        <InMilestone milestone={card.milestone} />
      </Facts>
      {card.tab ? <Section {...card.tab} /> : null}
      {card.description ? <Prose {...card.description} /> : null}
      <DiscussionFoot card={card} />
    </article>
  );
}

function Branches({ card }: { card: MergeRequestCardModel }): VNode {
  const words = useWords();
  const source = card.sourceProject === undefined ? card.sourceBranch : `${card.sourceProject}:${card.sourceBranch}`;
  return (
    <p class="branches" dir="ltr">
      <Icon name="branch" label={words.say('cards.branches')} />
      <code>{source}</code>
      <Icon name="arrow" label={words.say('cards.into')} />
      <code>{card.targetBranch}</code>
    </p>
  );
}

function Pipeline({ pipeline }: Pick<MergeRequestCardModel, 'pipeline'>): VNode | null {
  const words = useWords();
  if (!pipeline) return null;
  const { url, ...status } = pipeline;
  return <Fact name={words.say('cards.pipeline')}>{url === undefined ? <Badge {...status} /> : <Outside href={url}><Badge {...status} /></Outside>}</Fact>;
}

function Approvals({ approvals: { people, complete } }: Pick<MergeRequestCardModel, 'approvals'>): VNode | null {
  const words = useWords();
  if (people.length === 0) {
    return complete ? null : (
      <Fact name={words.say('cards.approval')}>
        <Badge text={words.say('states.waiting')} tone="neutral" icon="running" />
      </Fact>
    );
  }
  return (
    <Fact name={words.say(complete ? 'cards.approvedBy' : 'cards.approvedSoFar')}>
      <People people={people} />
    </Fact>
  );
}

function Changes({ changes }: Pick<MergeRequestCardModel, 'changes'>): VNode | null {
  const words = useWords();
  if (!changes) return null;
  return (
    <Fact name={words.say('cards.changes')}>
      <ChangedLines {...changes} /> <span class="quiet">{words.say('cards.inFiles', { count: changes.files })}</span>
    </Fact>
  );
}
