import type { VNode } from 'preact';
import { Icon } from '../parts/icon.js';
import { Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';
import { Prose, type ProseProps } from '../parts/prose.js';
import { useWords } from '../words/context.js';
import { Count, Fact, Facts, Foot, Head, type FootModel, type HeadModel } from './frame.js';

export interface ProjectCardModel {
  readonly kind: 'project';
  readonly head: HeadModel;
  readonly foot: FootModel;
  readonly reference: string;
  readonly description: ProseProps | undefined;
  readonly topics: readonly string[];
  readonly openIssues: number | undefined;
  readonly openMergeRequests: number | undefined;
  readonly lastActivityAt: string | undefined;
  readonly defaultBranch: string | undefined;
  readonly stars: number;
  readonly forks: number;
  readonly readme: { readonly path: string; readonly url: string; readonly prose: ProseProps } | undefined;
}

export function ProjectCard({ card }: { card: ProjectCardModel }): VNode {
  const words = useWords();
  return (
    <article class="card">
      <Head {...card.head}>
        <span dir="ltr">{card.reference}</span>
      </Head>
      {card.description ? <Prose {...card.description} /> : null}
      <Topics topics={card.topics} />
      <Figures card={card} />
      {card.readme ? (
        <section class="readme" aria-label={card.readme.path}>
          <p class="readme-name">
            <Icon name="file" />
            <Outside href={card.readme.url}>{card.readme.path}</Outside>
          </p>
          <Prose {...card.readme.prose} />
        </section>
      ) : null}
      <Foot {...card.foot}>
        <Count icon="star" value={card.stars} label={words.say('cards.stars')} />
        <Count icon="fork" value={card.forks} label={words.say('cards.forks')} />
      </Foot>
    </article>
  );
}

function Figures({ card }: { card: ProjectCardModel }): VNode {
  const words = useWords();
  return (
    <Facts>
      {card.openIssues === undefined ? null : <Fact name={words.say('cards.openIssues')}>{words.number(card.openIssues)}</Fact>}
      {card.openMergeRequests === undefined ? null : <Fact name={words.say('cards.openMergeRequests')}>{words.number(card.openMergeRequests)}</Fact>}
      {card.defaultBranch === undefined ? null : (
        <Fact name={words.say('cards.defaultBranch')}>
          <code>{card.defaultBranch}</code>
        </Fact>
      )}
      {card.lastActivityAt === undefined ? null : (
        <Fact name={words.say('cards.lastActivity')}>
          <Moment at={card.lastActivityAt} />
        </Fact>
      )}
    </Facts>
  );
}

function Topics({ topics }: Pick<ProjectCardModel, 'topics'>): VNode | null {
  const words = useWords();
  if (topics.length === 0) return null;
  return (
    <ul class="labels" aria-label={words.say('cards.topics')}>
      {topics.map((topic) => (
        <li class="topic">{topic}</li>
      ))}
    </ul>
  );
}
