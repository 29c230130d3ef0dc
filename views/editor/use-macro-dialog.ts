import { useEffect, useRef, useState } from 'preact/hooks';
import { useHost } from './host.js';
import type { MacroParameters } from './link-macro.js';

/** The dialog around an editor: what the macro stores comes out of it, and what its author has chosen goes in. */
export interface MacroDialog {
  /** What went wrong with the macro at last; `retry` tries it again. */
  readonly failed: 'loading' | 'saving' | undefined;
  readonly retry: () => void;
  /** Does nothing where there is nothing to be stored yet. */
  readonly save: () => void;
}

/** Calls `begin` with what the macro stores, and stores `chosen`, which is undefined where the dialog can't be ended with it. */
export function useMacroDialog(begin: (parameters: MacroParameters) => void, chosen: MacroParameters | undefined): MacroDialog {
  const host = useHost();
  const [turn, setTurn] = useState(0);
  const [opened, setOpened] = useState(false);
  const [failed, setFailed] = useState<MacroDialog['failed']>();
  const save = useRef<() => void>(() => undefined);
  const possible = chosen !== undefined;
  save.current = () => {
    if (!chosen) return;
    setFailed(undefined);
    host.macro.save(chosen).catch(() => setFailed('saving'));
  };

  useEffect(() => {
    const open = (parameters: MacroParameters) => {
      begin(parameters);
      setOpened(true);
      host.macro.onSubmit(() => save.current());
    };
    // What can't be read is not begun anew: it would be overwritten.
    host.macro.read().then(open, () => setFailed('loading'));
  }, [host, turn]);
  useEffect(() => host.macro.allow(possible), [host, opened, possible]);

  const readAgain = () => {
    setFailed(undefined);
    setTurn((last) => last + 1);
  };
  return { failed, retry: failed === 'loading' ? readAgain : () => save.current(), save: () => save.current() };
}
