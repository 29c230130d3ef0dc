import { Component, type ComponentChildren, type VNode } from 'preact';

/** Rendered once: what scripts change inside stays as they left it. */
export class Still extends Component<{ readonly children: ComponentChildren }> {
  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render(): VNode {
    return <div>{this.props.children}</div>;
  }
}
