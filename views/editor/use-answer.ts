import { useEffect, useState } from 'preact/hooks';
import type { Answer } from './answer.js';
import { useHost } from './host.js';

/** An answer on its way, or why there is none; `retry` asks again. */
export type Asked<T> = (Answer<T> | { readonly state: 'loading' | 'failed' }) & { readonly retry: () => void };

/** Until somebody stops typing. */
const PAUSE_MS = 250;

/** Asks our API; anew when `path` changes and when the author's link does. An empty path asks nothing and stays loading. */
export function useAnswer<T>(path: string): Asked<T> {
  const host = useHost();
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<{ path: string; turn: number; value: Answer<T> | { state: 'failed' } } | undefined>();
  useEffect(() => host.onLinkChanged(() => setTurn((last) => last + 1)), [host]);
  useEffect(() => {
    if (path === '') return undefined;
    let current = true;
    const take = (value: Answer<T> | { state: 'failed' }) => current && setAnswer({ path, turn, value });
    const timer = setTimeout(() => host.ask(path).then((value) => take(value as Answer<T>), () => take({ state: 'failed' })), answer ? PAUSE_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, path, turn]);
  const value = answer?.path === path && answer.turn === turn ? answer.value : { state: 'loading' as const };
  return { ...value, retry: () => setTurn((last) => last + 1) };
}
