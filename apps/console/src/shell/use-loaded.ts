import { useCallback, useEffect, useState } from 'react';
import { type Problem, asProblem } from '../api/problem.js';

/** What a page knows: nothing yet, the thing, why there is none, or an old thing and why there is no newer one. */
export type Loaded<T> = Readonly<{ value: T | null; at: Date | null; problem: Problem | null; reload: () => void }>;

/**
 * Loads when the page opens and whenever the reader comes back to its tab, so that nobody decides by what was true an
 * hour ago. No timer: an open page alone must not keep a session alive.
 * @param load a stable function
 */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, at: null, problem: null });
  const reload = useCallback(() => setRound((count) => count + 1), []);

  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setState({ value, at: new Date(), problem: null }),
      (thrown: unknown) => wanted && setState((old) => ({ ...old, problem: asProblem(thrown) })),
    );
    return () => {
      wanted = false;
    };
  }, [load, round]);

  useEffect(() => {
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [reload]);

  return { ...state, reload };
}
