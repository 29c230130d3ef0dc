import type { VNode } from 'preact';
import { Icon, type IconName } from '../parts/icon.js';

/** One row to choose. */
export interface Choice<T> {
  /** Unique among the choices. */
  readonly key: string;
  readonly icon?: IconName | undefined;
  /** `#rrggbb`, in place of an icon. */
  readonly color?: string | undefined;
  readonly title: string;
  readonly detail?: string | undefined;
  /** Heading above the first of those that share it. */
  readonly group?: string | undefined;
  readonly value: T;
}

export interface ChoiceRowProps<T> {
  readonly id: string;
  readonly choice: Choice<T>;
  readonly heading: string | undefined;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

/** An option of a combobox, below its heading. */
export function ChoiceRow<T>({ id, choice: { icon, color, title, detail }, heading, selected, onChoose }: ChoiceRowProps<T>): VNode {
  return (
    <>
      {heading === undefined ? null : (
        <div class="choices-heading" role="presentation">
          {heading}
        </div>
      )}
      {/* The focus stays in the field. */}
      <div id={id} class="choice" role="option" aria-selected={selected} onMouseDown={(event) => event.preventDefault()} onClick={onChoose}>
        {color === undefined ? null : <Swatch color={color} />}
        {icon ? <Icon name={icon} /> : null}
        <span class="choice-title">{title}</span>
        {detail === undefined ? null : <span class="choice-detail">{detail}</span>}
      </div>
    </>
  );
}

/** A colour that was chosen in GitLab, drawn: the page's policy allows no style attributes. */
function Swatch({ color }: { readonly color: string }): VNode {
  return (
    <svg class="swatch" width="12" height="12" aria-hidden="true" focusable="false">
      <rect width="12" height="12" rx="2" fill={color} />
    </svg>
  );
}

export function ChoicesSkeleton(): VNode {
  return (
    <div class="choices-skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
