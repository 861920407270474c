import { type ReactNode, useCallback } from 'react';
import { Risk } from '../agents/risk.js';
import { api } from '../api/client.js';
import type { Me } from '../session/me.js';
import { Drawer } from '../shell/drawer.js';
import { Failed, Loading, Stale } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import type { OwnedServer, ToolChange } from './catalogue.js';
import { Decide } from './decide.js';
import { Differences } from './differences.js';
import { MeantGrants } from './meant-grants.js';
import { StandingBadge } from './standing-badge.js';
import { toolStanding } from './standing.js';
import { Tags } from './tags.js';
import { kinds } from './tool-table.js';
import { Versions } from './versions.js';

type Props = Readonly<{
  id: string;
  servers: readonly OwnedServer[];
  me: Me;
  onClose: () => void;
  onDecided: (sentence: string) => void;
}>;

/** One tool: what it is, what about it waits for a decision, and whom that touches. */
export function ToolDrawer({ id, servers, me, onClose, onDecided }: Props): ReactNode {
  const { value: change, problem, reload } = useLoaded(useCallback(() => api.toolChange(id), [id]));
  const server = servers.find((each) => each.id === change?.tool.serverId);
  return (
    <Drawer title={change?.tool.name ?? 'Tool'} onClose={onClose}>
      {change && problem && (
        <Stale>
          <strong>Not up to date.</strong> {problem.message}
        </Stale>
      )}
      {change && <InFull change={change} server={server} me={me} reload={reload} onDecided={onDecided} />}
      {!change && problem && <Failed what="The tool could not be read" problem={problem} retry={reload} />}
      {!change && !problem && <Loading what="the tool" />}
    </Drawer>
  );
}

type InFullProps = Pick<Props, 'me' | 'onDecided'> &
  Readonly<{ change: ToolChange; server: OwnedServer | undefined; reload: () => void }>;

function InFull({ change, server, me, reload, onDecided }: InFullProps): ReactNode {
  const { tool, pending, grants, versions } = change;
  return (
    <>
      <dl>
        <dt>State</dt>
        <dd>
          <StandingBadge {...toolStanding(tool)} />
        </dd>
        <dt>Server</dt>
        <dd>
          {server?.name ?? tool.serverId}, {server?.ownerName ?? 'nobody'} answers for it
        </dd>
        <dt>Kind</dt>
        <dd>
          {kinds[tool.kind]}
          {tool.variantOf !== null && ', a safe variant of another'}
        </dd>
        <dt>Risk</dt>
        <dd>
          <Risk risk={tool.risk} /> <span className="fine">{tool.riskReason ?? 'as its server declares it'}</span>
        </dd>
        <dt>Tags</dt>
        <dd>
          <Tags tags={tool.tags} />
        </dd>
        <dt>Id</dt>
        <dd>
          <code>{tool.id}</code>
        </dd>
      </dl>
      {pending && <Differences pending={pending} tool={tool} />}
      <MeantGrants grants={grants} isChanged={pending !== null} />
      {pending && (
        <Decide change={change} pending={pending} server={server} me={me} reload={reload} onDecided={onDecided} />
      )}
      <Versions versions={versions} />
    </>
  );
}
