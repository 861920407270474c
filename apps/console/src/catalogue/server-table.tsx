import type { ReactNode } from 'react';
import { Sheet } from '../shell/sheet.js';
import { Moment } from '../shell/time.js';
import type { OwnedServer } from './catalogue.js';
import { StandingBadge } from './standing-badge.js';
import { serverStanding } from './standing.js';
import { Tags } from './tags.js';

export function ServerTable({ servers, stale }: { servers: readonly OwnedServer[]; stale: boolean }): ReactNode {
  return (
    <Sheet
      label="Servers"
      table="servers"
      stale={stale}
      short
      columns={['Server', 'Owner', 'Environment', 'Data', 'Health', 'Tags']}
    >
      {servers.map((server) => (
        <tr key={server.id}>
          <th scope="row">
            {server.name}
            <span className="fine under">{transports[server.transport]}</span>
          </th>
          <td>{server.ownerName ?? <span className="fine">nobody; administrators decide</span>}</td>
          <td>{server.environment ?? <span className="fine">not said</span>}</td>
          <td>{server.classification ?? <span className="fine">not said</span>}</td>
          <td>
            <StandingBadge {...serverStanding(server)} />
            <Health {...server} />
          </td>
          <td>
            <Tags tags={server.tags} />
          </td>
        </tr>
      ))}
    </Sheet>
  );
}

const transports = { stdio: 'a program here', http: 'over HTTP', sse: 'over HTTP, old transport' } as const;

function Health({ status, health }: OwnedServer): ReactNode {
  if (status === 'disabled' || !health) return null;
  const { failingSince, fault, readAt, leftOut } = health;
  return (
    <>
      {failingSince !== null && (
        <span className="fine under">
          since <Moment at={failingSince} />: {fault ?? 'no reason is known'}
        </span>
      )}
      {readAt !== null && (
        <span className="fine under">
          read <Moment at={readAt} />
        </span>
      )}
      {leftOut.length > 0 && <span className="fine under">not taken: {leftOut.join(', ')}</span>}
    </>
  );
}
