import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.js';
import { ChoiceRow, ChoicesSkeleton, type Choice } from './choice-row.js';

export interface ComboboxProps<T> {
  /** Unique in the page: ids of its parts begin with it. */
  readonly id: string;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly choices: readonly Choice<T>[];
  /** The key of what is chosen already. */
  readonly chosen?: string | undefined;
  /** What there is to say of them: that they are being loaded, that there are none. Announced. */
  readonly status: string;
  readonly busy: boolean;
  readonly onChoose: (value: T) => void;
  /** Backspace where no word is typed. */
  readonly onBack?: (() => void) | undefined;
  /** The list opens over what follows when somebody types or presses an arrow; else it always stands below. */
  readonly floating?: Floating | undefined;
  readonly autoFocus?: boolean;
  /** Below the list, such as what to do about a failure. */
  readonly children?: ComponentChildren;
}

/** What a list that opens has besides. */
export interface Floating {
  readonly onOpen: (open: boolean) => void;
  /** Somebody went on without choosing. */
  readonly onLeave: () => void;
  /** What is typed and left alone chooses, as Enter would. */
  readonly keepsTyped: boolean;
  /** Names the button that empties the field; undefined where it is empty. */
  readonly clear?: string | undefined;
  readonly onClear?: (() => void) | undefined;
}

/** A field to type in and a list to choose from, by keyboard or mouse: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function Combobox<T>(props: ComboboxProps<T>): VNode {
  const { id, label, placeholder, words, onWords, choices, chosen, status, busy, onChoose, onBack, floating, autoFocus = false, children } = props;
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false);
  const [typing, setTyping] = useState(false);
  const [picked, setPicked] = useState<string | undefined>();
  const open = !floating || opened;
  const at = choices.findIndex(({ key }) => key === picked);
  // Whoever has typed wants the first that was found; whoever has not is offered much.
  const active = at >= 0 ? at : typing && words.trim() !== '' ? 0 : choices.findIndex(({ key }) => key === chosen);
  const shown = open && choices.length > 0;

  useEffect(() => {
    if (autoFocus) input.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [picked, opened]);

  const setOpen = (next: boolean) => {
    if (!floating || next === opened) return;
    setOpened(next);
    floating.onOpen(next);
  };
  const rest = () => {
    setPicked(undefined);
    setTyping(false);
    setOpen(false);
  };
  const choose = (choice: Choice<T> | undefined) => {
    if (!choice) return;
    rest();
    onChoose(choice.value);
  };
  const leave = () => {
    if (!floating) return;
    const typed = typing && floating.keepsTyped ? choices[active] : undefined;
    rest();
    if (typed) onChoose(typed.value);
    else floating.onLeave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) return setOpen(true);
      if (choices.length > 0) setPicked(choices[nextOf(active, step, choices.length)]?.key);
    } else if (event.key === 'Enter' && shown && active >= 0) {
      event.preventDefault();
      choose(choices[active]);
    } else if (event.key === 'Escape' && (floating ? opened : words !== '')) {
      // The dialog around would close.
      event.preventDefault();
      event.stopPropagation();
      if (!floating) return onWords('');
      rest();
      floating.onLeave();
    } else if (event.key === 'Backspace' && words === '' && onBack) {
      event.preventDefault();
      onBack();
    }
  };

  return (
    <div class={floating ? 'combobox floating' : 'combobox'} onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && leave()}>
      <label for={`${id}-words`}>{label}</label>
      <div class="combobox-field">
        <input
          ref={input}
          id={`${id}-words`}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          placeholder={placeholder}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-choices`}
          aria-activedescendant={shown && active >= 0 ? `${id}-choice-${active}` : undefined}
          aria-describedby={`${id}-status`}
          value={words}
          onInput={(event) => {
            setPicked(undefined);
            setTyping(true);
            setOpen(true);
            onWords(event.currentTarget.value);
          }}
          onFocus={(event) => floating && event.currentTarget.select()}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        {floating?.clear !== undefined && floating.onClear ? (
          <button type="button" class="bare combobox-clear" aria-label={floating.clear} onClick={() => (floating.onClear?.(), input.current?.focus())}>
            <Icon name="cross" />
          </button>
        ) : null}
      </div>
      <div class="choices" hidden={!open}>
        <div ref={list} id={`${id}-choices`} role="listbox" aria-label={label} aria-busy={busy} hidden={choices.length === 0}>
          {choices.map((choice, index) => (
            <ChoiceRow id={`${id}-choice-${index}`} choice={choice} heading={choice.group !== choices[index - 1]?.group ? choice.group : undefined} selected={index === active} onChoose={() => choose(choice)} />
          ))}
        </div>
        {busy && choices.length === 0 ? <ChoicesSkeleton /> : null}
        <p id={`${id}-status`} class="choices-status" role="status">
          {open ? status : ''}
        </p>
        {children}
      </div>
    </div>
  );
}

/** Round the end by single steps, to the end by greater ones. */
function nextOf(active: number, step: number, count: number): number {
  if (active < 0) return step > 0 ? 0 : count - 1;
  if (Math.abs(step) === 1) return (active + step + count) % count;
  return Math.min(Math.max(active + step, 0), count - 1);
}
