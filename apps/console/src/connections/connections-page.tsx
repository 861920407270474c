import { type ReactNode, useState } from 'react';
import { api } from '../api/client.js';
import { ListHeading } from '../shell/list-heading.js';
import { Empty, Failed, Loading } from '../shell/states.js';
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
      <ListHeading title="Connected clients" at={at} problem={problem} reload={reload}>
        {ended === null ? null : <strong>{ended} can no longer act for you. </strong>}
        {connections.length} {connections.length === 1 ? 'client' : 'clients'}
      </ListHeading>
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
