import { useEffect, useState } from 'preact/hooks';
import { useHost } from './host.js';
import { looksLikeAddress } from './link-macro.js';

/** What an address means, once that is known. */
export interface Meant<T> {
  readonly meaning: T | undefined;
  /** It could not be asked. */
  readonly failed: boolean;
  readonly retry: () => void;
}

const PAUSE_MS = 250;

/** Asks our API what it makes of an address, anew when the author's link changes. */
export function useMeaning<T>(name: 'meaning' | 'list-meaning', url: string): Meant<T> {
  const host = useHost();
  const [known, setKnown] = useState<{ readonly url: string; readonly meaning: T | undefined } | undefined>();
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((last) => last + 1);
  useEffect(() => host.onLinkChanged(again), [host]);
  useEffect(() => {
    if (!looksLikeAddress(url)) return undefined;
    let current = true;
    const ask = () => host.ask(`/api/editor/${name}?${new URLSearchParams({ url })}`).then((meaning) => current && setKnown({ url, meaning: meaning as T }), () => current && setKnown({ url, meaning: undefined }));
    const timer = setTimeout(() => void ask(), known ? PAUSE_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, name, url, turn]);
  const isKnown = known?.url === url;
  return { meaning: isKnown ? known.meaning : undefined, failed: isKnown && known.meaning === undefined, retry: again };
}
