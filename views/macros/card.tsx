import type { VNode } from 'preact';
import { FileCard, type FileCardModel } from './file-card.js';
import { IssueCard, type IssueCardModel } from './issue-card.js';
import { MergeRequestCard, type MergeRequestCardModel } from './merge-request-card.js';
import { ProjectCard, type ProjectCardModel } from './project-card.js';

export type CardModel = IssueCardModel | MergeRequestCardModel | FileCardModel | ProjectCardModel;

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
  }
}
