import type { ReactNode } from 'react';
import { api } from '../api/client.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import { Icon } from '../shell/icon.js';
import { go, usePlace } from '../shell/place.js';
import { Empty, Failed, Loading, Stale } from '../shell/states.js';
import { Moment } from '../shell/time.js';
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
      <div className="heading">
        <h1>Agents</h1>
        <span className="tally" role="status">
          {agents.length} {agents.length === 1 ? 'agent' : 'agents'}, as of <Moment at={at.toISOString()} />
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
