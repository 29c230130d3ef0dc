import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Words } from './words.js';

/** Put around whatever is rendered: `<Speaking.Provider value={words}>`. */
export const Speaking = createContext<Words | undefined>(undefined);

/** What this view is said in. @throws where nothing around it says so */
export function useWords(): Words {
  const words = useContext(Speaking);
  if (!words) throw new Error('Nothing says in which language this is rendered.');
  return words;
}
