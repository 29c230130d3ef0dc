import type { VNode } from 'preact';
import { FileCard, type FileCardModel } from './file-card.js';
import { IssueCard, type IssueCardModel } from './issue-card.js';
import { ListCard, type ListCardModel } from './list-card.js';
import { MergeRequestCard, type MergeRequestCardModel } from './merge-request-card.js';
import { PlainCard, type PlainCardModel } from './plain-card.js';
import { ProjectCard, type ProjectCardModel } from './project-card.js';

export type CardModel = IssueCardModel | MergeRequestCardModel | FileCardModel | ProjectCardModel | PlainCardModel | ListCardModel;

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
