import type { ReactNode } from 'react';
import { Moment } from '../shell/time.js';
import { Stale } from '../shell/states.js';
import type { Link } from './use-feed.js';

/** Whether the list follows what happens: a small word while it does, a banner while it does not. */
export function LinkState({ link, restart }: { link: Link; restart: () => void }): ReactNode {
  if (link.kind !== 'lost') return null;
  return (
    <Stale
      action={
        <button type="button" onClick={restart}>
          Reconnect now
        </button>
      }
    >
      <strong>Not live.</strong> The connection was lost at <Moment at={link.since.toISOString()} />; newer decisions
      are missing here. Trying again…
    </Stale>
  );
}

export function LinkWord({ link, paused }: { link: Link; paused: boolean }): ReactNode {
  const word = link.kind === 'live' && paused ? 'paused' : link.kind;
  const words = { live: 'Live', paused: 'Paused', connecting: 'Connecting…', lost: 'Not live' } as const;
  return <span className={`link link-${word}`}>{words[word]}</span>;
}
