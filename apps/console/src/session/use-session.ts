import { useCallback, useEffect, useState } from 'react';
import { api, signInWatch } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import type { Me } from './me.js';
import { whoAmI } from './who-am-i.js';

/** `ended`: there was a session, and it is over; `left`: the reader ended it. */
export type Session =
  | Readonly<{ kind: 'asking' }>
  | Readonly<{ kind: 'none' | 'ended' | 'left' }>
  | Readonly<{ kind: 'failed'; problem: Problem }>
  | (Readonly<{ kind: 'open' }> & Me);

/** Who is signed in; follows every answer that says nobody is. */
export function useSession(): Readonly<{ session: Session; ask: () => void; signOut: () => Promise<void> }> {
  const [session, setSession] = useState<Session>({ kind: 'asking' });

  const ask = useCallback(() => {
    setSession({ kind: 'asking' });
    whoAmI().then(
      (me) => setSession(me === null ? { kind: 'none' } : { kind: 'open', ...me }),
      (thrown: unknown) => setSession({ kind: 'failed', problem: asProblem(thrown) }),
    );
  }, []);

  const signOut = useCallback(async () => {
    await api.signOut();
    setSession({ kind: 'left' });
  }, []);

  useEffect(() => {
    const onEnded = (): void => setSession((now) => (now.kind === 'open' ? { kind: 'ended' } : now));
    signInWatch.addEventListener('ended', onEnded);
    return () => signInWatch.removeEventListener('ended', onEnded);
  }, []);

  return { session, ask, signOut };
}
