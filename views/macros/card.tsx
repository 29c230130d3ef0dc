import type { VNode } from 'preact';
import { Badge } from '../parts/badge.js';
import { Icon } from '../parts/icon.js';
import { FileCard, type FileCardModel } from './file-card.js';
import { IssueCard, type IssueCardModel } from './issue-card.js';
import { ListCard, type ListCardModel } from './list-card.js';
import { MergeRequestCard, type MergeRequestCardModel } from './merge-request-card.js';
import { PlainCard, type PlainCardModel } from './plain-card.js';
import { ProjectCard, type ProjectCardModel } from './project-card.js';

export type CardModel = IssueCardModel | MergeRequestCardModel | FileCardModel | ProjectCardModel | PlainCardModel | ListCardModel;

/** The card's title and states in one line; the rest opens without a script. */
export function FoldedCard({ card }: { card: CardModel }): VNode {
  const { icon, kind, tone, title, badges } = card.head;
  return (
    <details class="folded-card">
      <summary>
        <span class={`ink-${tone}`}>
          <Icon name={icon} label={kind} />
        </span>
        <strong dir="auto">{title}</strong>
        {badges.map((badge) => (
          <Badge {...badge} />
        ))}
      </summary>
      <Card card={card} />
    </details>
  );
}

export function Card({ card }: { card: CardModel }): VNode {
  switch (card.kind) {
    case 'issue':
      return <IssueCard card={card} />;
    case 'merge-request':
      return <MergeRequestCard card={card} />;
    case 'file':
      return <FileCard card={card} />;
    case 'project':
      return <ProjectCard card={card} />;
    case 'list':
      return <ListCard card={card} />;
    case 'plain':
      return <PlainCard card={card} />;
  }
}
