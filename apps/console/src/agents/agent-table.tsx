import type { ReactNode } from 'react';
import { Day } from '../shell/time.js';
import type { Agent } from './agent.js';
import { StandingWord } from './standing-word.js';

type Props = Readonly<{ agents: readonly Agent[]; stale: boolean; onOpen: (agent: Agent) => void }>;

export function AgentTable({ agents, stale, onOpen }: Props): ReactNode {
  return (
    <div className={stale ? 'sheet sheet-stale' : 'sheet'} role="region" aria-label="Agents" tabIndex={0}>
      <table className="agents">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Kind</th>
            <th scope="col">Owner</th>
            <th scope="col">Deputy</th>
            <th scope="col">State</th>
            <th scope="col">Expires</th>
            <th scope="col" className="right">
              Effective tools
            </th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <AgentRow key={agent.id} agent={agent} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AgentRow({ agent, onOpen }: { agent: Agent; onOpen: Props['onOpen'] }): ReactNode {
  return (
    <tr className="row" onClick={() => onOpen(agent)}>
      <th scope="row">
        <button type="button" className="opener" aria-haspopup="dialog">
          {agent.name}
        </button>
        <span className="fine under">{agent.purpose}</span>
      </th>
      <td>{agent.kind}</td>
      <td>{agent.ownerName}</td>
      <td>{agent.deputyName ?? <span className="fine">none</span>}</td>
      <td>
        <StandingWord agent={agent} />
      </td>
      <td>
        <Day at={agent.expiresAt} />
      </td>
      <td className="right num">{agent.effectiveToolCount}</td>
    </tr>
  );
}
