import type { ReactNode } from 'react';
import { Moment } from '../shell/time.js';
import type { ToolChange } from './catalogue.js';

type Version = ToolChange['versions'][number];

/** Every definition that there ever was, the newest first. */
export function Versions({ versions }: { versions: readonly Version[] }): ReactNode {
  return (
    <section>
      <h3>Definitions seen</h3>
      <ul className="ids">
        {versions.toReversed().map((version) => (
          <li key={version.hash}>
            <Moment at={version.seenAt} /> <code title={version.hash}>{version.hash.slice(0, 12)}…</code>{' '}
            <span className="fine">{wordOf(version)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordOf({ isApproved, isAccepted }: Version): string {
  if (isApproved) return 'approved';
  return isAccepted ? 'former; grants on it still count' : '';
}
