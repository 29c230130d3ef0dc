import type { ComponentChildren, VNode } from 'preact';

interface OutsideProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly title?: string;
  readonly 'data-age'?: number;
  readonly 'data-words'?: string;
  readonly 'data-title'?: string;
}

/** A link out of the frame: a new tab that can't reach back. What is not http(s) is shown without a link. */
export function Outside({ href, children, ...rest }: OutsideProps): VNode {
  if (!/^https?:\/\//i.test(href)) return <span {...rest}>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" {...rest}>
      {children}
    </a>
  );
}
