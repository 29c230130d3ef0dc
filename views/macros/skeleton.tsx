import type { VNode } from 'preact';
import { Icon } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';
import type { SubjectModel } from './notice.js';

export interface SkeletonProps {
  readonly subject: SubjectModel;
  /** What the content will look like, so that little moves when it comes. */
  readonly look: 'inline' | 'folded' | 'card' | 'full' | 'list';
  /** Of a list. */
  readonly rows?: number;
}

/** Rows of a list that fit into what is seen at once. */
const MOST_ROWS = 8;

/**
 * What shows until content is there: which thing, as its address tells, and grey shapes where the rest will be. It is no `<main>`:
 * that comes behind it, and the style hides this one as soon as it does.
 */
export function Skeleton(props: SkeletonProps): VNode {
  return (
    <div class={`skeleton ${props.look === 'inline' ? 'inline' : 'block'}`} aria-busy="true">
      <Shape {...props} />
    </div>
  );
}

function Shape({ subject, look, rows = MOST_ROWS }: SkeletonProps): VNode {
  switch (look) {
    case 'inline':
      return (
        <span class="chip">
          <SkeletonSubject {...subject} />
          <Bone size="badge" />
        </span>
      );
    case 'folded':
      return (
        <div class="skeleton-line">
          <SkeletonSubject {...subject} />
          <Bone size="badge" />
        </div>
      );
    case 'card':
      return <SkeletonCard subject={subject} parts={<Facts />} />;
    case 'full':
      return (
        <SkeletonCard
          subject={subject}
          parts={
            <>
              <Facts />
              <Lines count={6} />
            </>
          }
        />
      );
    case 'list':
      return <SkeletonCard subject={subject} parts={<Lines count={Math.min(rows, MOST_ROWS)} />} />;
  }
}

function SkeletonSubject({ text, url, icon }: SubjectModel): VNode {
  return (
    <span class="skeleton-subject">
      <span class="unseen">{useWords().say('notices.loading')}</span>
      <Icon name={icon} />
      <Outside class="skeleton-title" href={url}>
        <bdi>{text}</bdi>
      </Outside>
    </span>
  );
}

function SkeletonCard({ subject, parts }: { subject: SubjectModel; parts: VNode }): VNode {
  return (
    <div class="card">
      <div class="skeleton-line">
        <SkeletonSubject {...subject} />
      </div>
      <div class="skeleton-line">
        <Bone size="badge" />
        <Bone size="name" />
      </div>
      {parts}
    </div>
  );
}

function Facts(): VNode {
  return (
    <div class="facts">
      {[1, 2, 3].map(() => (
        <div class="skeleton-fact">
          <Bone size="name" />
          <Bone size="value" />
        </div>
      ))}
    </div>
  );
}

function Lines({ count }: { count: number }): VNode {
  return (
    <div class="skeleton-lines">
      {Array.from({ length: count }, () => (
        <Bone size="line" />
      ))}
    </div>
  );
}

function Bone({ size }: { size: 'badge' | 'name' | 'value' | 'line' }): VNode {
  return <span class={`bone ${size}`} />;
}
