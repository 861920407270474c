import type { ReactNode } from 'react';
import { Badge } from '../shell/badge.js';
import { Link } from '../shell/link.js';
import { Sheet } from '../shell/sheet.js';
import { Moment } from '../shell/time.js';
import type { Connection } from './connection.js';

type Props = Readonly<{
  connections: readonly Connection[];
  stale: boolean;
  onEnd: (connection: Connection) => void;
}>;

export function ConnectionTable({ connections, stale, onEnd }: Props): ReactNode {
  return (
    <Sheet label="Connected clients" table="connections" stale={stale} columns={['Client', 'Agent', 'May act for you']}>
      {connections.map((connection) => (
        <ConnectionRow key={connection.agentId} connection={connection} onEnd={onEnd} />
      ))}
    </Sheet>
  );
}

const states: Record<Exclude<Connection['agentState'], 'active'>, string> = {
  requested: 'waits for approval',
  staged: 'not started',
  retired: 'retired for good',
};

function ConnectionRow({ connection, onEnd }: { connection: Connection; onEnd: Props['onEnd'] }): ReactNode {
  const { agentId, agentName, agentState, clientName, connectedAt, actsUntil } = connection;
  return (
    <tr>
      <th scope="row">
        {clientName}
        <span className="fine under">
          connected <Moment at={connectedAt} />
        </span>
      </th>
      <td>
        <Link to={`/?agent=${agentId}`}>{agentName}</Link>
        {agentState !== 'active' && <span className="fine under">{states[agentState]}</span>}
      </td>
      <td>
        {actsUntil === null ? (
          <Badge tone="plain" icon="missing">
            No; it must ask you
          </Badge>
        ) : (
          <span className="standing">
            <Badge tone="allow" icon="allow">
              <span>
                Until <Moment at={actsUntil} />
              </span>
            </Badge>
            <button type="button" aria-haspopup="dialog" onClick={() => onEnd(connection)}>
              End <span className="unseen">{clientName}</span>
            </button>
          </span>
        )}
      </td>
    </tr>
  );
}
