import { type ReactNode, useState } from 'react';
import { api } from '../api/client.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import { Icon } from '../shell/icon.js';
import { Empty, Failed, Loading, Stale } from '../shell/states.js';
import { Moment } from '../shell/time.js';
import { useLoaded } from '../shell/use-loaded.js';
import { useTitle } from '../shell/use-title.js';
import type { Connection } from './connection.js';
import { ConnectionTable } from './connection-table.js';
import { EndConnection } from './end-connection.js';

/** `/connections`: what the reader let act for them, and how to take that back. */
export function ConnectionsPage(): ReactNode {
  useTitle('Connected clients');
  const { value: connections, at, problem, reload } = useLoaded(api.connections);
  const [ending, setEnding] = useState<Connection | null>(null);
  const [ended, setEnded] = useState<string | null>(null);

  if (connections === null && problem)
    return <Failed what="Your connected clients could not be read" problem={problem} retry={reload} />;
  if (connections === null || at === null) return <Loading what="your connected clients" />;
  return (
    <>
      <div className="heading">
        <h1>Connected clients</h1>
        <span className="tally" role="status">
          {ended === null ? null : <strong>{ended} can no longer act for you. </strong>}
          {connections.length} {connections.length === 1 ? 'client' : 'clients'}, as of <Moment at={at.toISOString()} />
        </span>
        <button type="button" onClick={reload}>
          <Icon name="refresh" /> Refresh
        </button>
      </div>
      {problem && (
        <Stale action={<SignInAnew problem={problem} />}>
          <strong>Not up to date.</strong> This is what was known at <Moment at={at.toISOString()} />. {problem.message}
        </Stale>
      )}
      {connections.length > 0 ? (
        <ConnectionTable connections={connections} stale={problem !== null} onEnd={setEnding} />
      ) : (
        <Empty title="No connected clients">
          Name the address of Surety's gateway in your client: it sends you here, and you decide whether it may act for
          you.
        </Empty>
      )}
      {ending && (
        <EndConnection
          connection={ending}
          onKeep={() => setEnding(null)}
          onEnded={() => {
            setEnded(ending.clientName);
            setEnding(null);
            reload();
          }}
        />
      )}
    </>
  );
}
