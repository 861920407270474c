import { type ReactNode, useCallback } from 'react';
import { api } from '../api/client.js';
import { Drawer } from '../shell/drawer.js';
import { Failed, Loading } from '../shell/states.js';
import { Day, Moment } from '../shell/time.js';
import { useLoaded } from '../shell/use-loaded.js';
import type { AgentInFull } from './agent.js';
import { EffectiveTools } from './effective-tools.js';
import { OwnGrants } from './own-grants.js';
import { useServerName } from './server-name.js';
import { StandingWord } from './standing-word.js';
import { WithheldTools } from './withheld-tools.js';

export function AgentDrawer({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const load = useCallback(() => api.agent(id), [id]);
  const { value: agent, problem, reload } = useLoaded(load);
  return (
    <Drawer title={agent?.name ?? 'Agent'} onClose={onClose}>
      {agent && <InFull agent={agent} />}
      {!agent && problem && <Failed what="The agent could not be read" problem={problem} retry={reload} />}
      {!agent && !problem && <Loading what="the agent" />}
    </Drawer>
  );
}

function InFull({ agent }: { agent: AgentInFull }): ReactNode {
  const serverName = useServerName();
  return (
    <>
      <p className="lead">{agent.purpose}</p>
      <dl>
        <dt>State</dt>
        <dd>
          <StandingWord agent={agent} />
        </dd>
        <dt>Owner</dt>
        <dd>{agent.ownerName} answers for it</dd>
        <dt>Deputy</dt>
        <dd>{agent.deputyName ?? 'none; it can get no tool that writes'}</dd>
        {agent.technicalOwnerName !== null && (
          <>
            <dt>Run by</dt>
            <dd>{agent.technicalOwnerName}</dd>
          </>
        )}
        <dt>Environment</dt>
        <dd>
          {agent.environment}
          {agent.model !== null && `, ${agent.model}`}
        </dd>
        <dt>Acts for</dt>
        <dd>{agent.kind === 'autonomous' ? 'its owner (autonomous)' : 'whoever is signed in (delegated)'}</dd>
        <dt>Expires</dt>
        <dd>
          <Day at={agent.expiresAt} />
        </dd>
        <dt>Next review</dt>
        <dd>
          <Day at={agent.nextReviewAt} />
        </dd>
        <dt>Last active</dt>
        <dd>{agent.lastActiveAt === null ? 'never' : <Moment at={agent.lastActiveAt} />}</dd>
        <dt>Id</dt>
        <dd>
          <code>{agent.id}</code>
        </dd>
      </dl>
      <EffectiveTools
        tools={agent.effectiveTools}
        grants={agent.grants}
        acting={agent.state === 'active' && agent.suspendedFor.length === 0}
        serverName={serverName}
      />
      <WithheldTools tools={agent.withheldTools} />
      <OwnGrants agent={agent} serverName={serverName} />
    </>
  );
}
