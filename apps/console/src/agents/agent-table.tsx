import type { ReactNode } from 'react';
import { Sheet } from '../shell/sheet.js';
import { Day } from '../shell/time.js';
import type { Agent } from './agent.js';
import { StandingWord } from './standing-word.js';

type Props = Readonly<{ agents: readonly Agent[]; stale: boolean; onOpen: (agent: Agent) => void }>;

export function AgentTable({ agents, stale, onOpen }: Props): ReactNode {
  return (
    <Sheet
      label="Agents"
      table="agents"
      stale={stale}
      columns={['Agent', 'Kind', 'Owner', 'Deputy', 'State', 'Expires', 'Effective tools']}
    >
      {agents.map((agent) => (
        <AgentRow key={agent.id} agent={agent} onOpen={onOpen} />
      ))}
    </Sheet>
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
