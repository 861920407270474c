import type { ReactNode } from 'react';
import { api } from '../api/client.js';
import { go, usePlace } from '../shell/place.js';
import { ListHeading } from '../shell/list-heading.js';
import { Empty, Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import { useTitle } from '../shell/use-title.js';
import { AgentDrawer } from './agent-drawer.js';
import { AgentTable } from './agent-table.js';

/** Which agent is open is kept in the address: it can be linked to, and going back closes it. */
export function AgentsPage(): ReactNode {
  useTitle('Agents');
  const { value: agents, at, problem, reload } = useLoaded(api.agents);
  const open = usePlace().query.get('agent');

  if (agents === null && problem)
    return <Failed what="The agents could not be read" problem={problem} retry={reload} />;
  if (agents === null || at === null) return <Loading what="agents" />;
  return (
    <>
      <ListHeading title="Agents" at={at} problem={problem} reload={reload}>
        {agents.length} {agents.length === 1 ? 'agent' : 'agents'}
      </ListHeading>
      {agents.length > 0 ? (
        <AgentTable agents={agents} stale={problem !== null} onOpen={({ id }) => go(`/?agent=${id}`)} />
      ) : (
        <Empty title="No agents yet">
          You see the agents you own or stand in for; administrators, reviewers and auditors see all. Agents are
          registered with <code>POST /api/v1/agents</code>.
        </Empty>
      )}
      {open !== null && <AgentDrawer key={open} id={open} onClose={() => go('/')} />}
    </>
  );
}
