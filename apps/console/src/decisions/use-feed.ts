import { useEffect, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import type { Decision } from './decision.js';
import { KEPT, merged } from './feed.js';
import { follow } from './stream.js';

export type Link = Readonly<{ kind: 'connecting' | 'live' }> | Readonly<{ kind: 'lost'; since: Date }>;
/** `decisions` null: not known yet. */
export type Feed = Readonly<{
  decisions: readonly Decision[] | null;
  link: Link;
  problem: Problem | null;
  restart: () => void;
}>;

/** Bursts are drawn together, at most this often. */
const DRAW_MS = 150;

/** The latest decisions and, from then on, each new one. */
export function useFeed(): Feed {
  const [decisions, setDecisions] = useState<readonly Decision[] | null>(null);
  const [link, setLink] = useState<Link>({ kind: 'connecting' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let ended = false;
    let waiting: Decision[] = [];
    const draw = setInterval(() => {
      if (waiting.length === 0) return;
      const arrived = waiting;
      waiting = [];
      setDecisions((known) => merged(known ?? [], arrived));
    }, DRAW_MS);
    const latest = async (): Promise<void> => {
      try {
        const found = await api.decisions(KEPT);
        if (ended) return;
        setDecisions((known) => merged(known ?? [], found));
        setProblem(null);
      } catch (thrown) {
        if (!ended) setProblem(asProblem(thrown));
      }
    };
    const end = follow({
      arrived: (decision) => waiting.push(decision),
      begun: () => void latest(),
      live: () => setLink({ kind: 'live' }),
      lost: () => setLink((now) => (now.kind === 'lost' ? now : { kind: 'lost', since: new Date() })),
    });
    return () => {
      ended = true;
      clearInterval(draw);
      end();
    };
  }, [round]);

  return { decisions, link, problem, restart: () => setRound((count) => count + 1) };
}
