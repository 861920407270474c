import Fastify from 'fastify';
import type { AccessRequest, Decision, Needs, VisibleTool } from '@app/access';
import type { HolderProofs, VerifiedToken } from '@app/auth';
import { type Offered, type Tools, seenIn } from '@app/catalog';
import { Reaches, Upstreams } from '@app/connectors';
import { Sealer } from '@app/database';
import type { Standing } from '@app/fence';
import { House, McpGateway, type Row, Sessions, type Terms, admission } from '@app/gateway';
import { DEFAULT_TENANT, Refusal, type Surroundings, SystemClock, newId, system } from '@app/kernel';
import type { CallIntent, CallOutcome } from '@app/ledger';
import { mcpPlugin } from '../../apps/gateway/src/mcp.plugin.js';
import { Counting } from './counting.js';
import { memoryMailbox } from './memory-mailbox.js';
import { MemorySessions } from './memory-sessions.js';
import { type UpstreamAddress, catalogueOf, serverRows } from './server-rows.js';

export const BEARER = 'sentinel-token-that-no-upstream-may-see';
export const agentId = '00000000-0000-7000-8000-00000000000a';
export const ownerId = '00000000-0000-7000-8000-00000000000b';

const active = { status: 'active', parentId: null, tenant: DEFAULT_TENANT } as const;

/** What the gateway consults, as plain data that a test can turn. */
export class Facts {
  fresh = true;
  /** The longer lease of tools that only read still holds. */
  freshToRead = false;
  seq = 1;
  synced = 0;
  standings = new Map<string, Standing>([
    [agentId, { ...active, kind: 'agent', epoch: 1, ownerId }],
    [ownerId, { ...active, kind: 'person', epoch: 2, ownerId: null }],
  ]);
  token: VerifiedToken = {
    agentId,
    personId: null,
    chain: [agentId],
    delegations: [],
    clientId: agentId,
    scope: 'mcp:tools',
    audience: 'http://surety.test/mcp',
    epochs: { subject: 1, owner: 2, agents: [1] },
    confirmation: null,
    workload: null,
    signIn: null,
    root: null,
    grant: null,
    expiresAt: new Date(8.64e15),
    jti: 'jti',
  };
  /** Of every tool. */
  risk: 'read' | 'write' = 'write';
  /** Per `server tool`, of other kinds per `server kind:name`; what is not here is neither seen nor allowed. */
  rules = new Map<
    string,
    (args: unknown, asked: AccessRequest) => Pick<Decision, 'effect' | 'code'> & Partial<Decision>
  >();
  /** What must be looked up before a call of any tool. */
  needs: Needs | null = null;
  /** By server: rejects when its definitions cannot be read again. */
  ensureRecent: (serverId: string) => Promise<void> = () => Promise.resolve();
  catalog: Omit<VisibleTool, 'effect'>[] = [];
  /** Of tools that have others than the usual. */
  terms = new Map<string, Terms>();
  intents: CallIntent[] = [];
  /** What goes under seal beside the intents. */
  inputs: CallIntent['inputs'][] = [];
  outcomes: CallOutcome[] = [];
  /** Stands in the way of every intent until it resolves. */
  ledger: Promise<void> = Promise.resolve();
  private readonly accessListeners: (() => void)[] = [];
  private readonly listeners: ((ids: ReadonlySet<string>) => void)[] = [];

  allow(...names: string[]): void {
    for (const name of names) this.rules.set(name, () => ({ effect: 'allow', code: 'allowed' }));
  }
  /** As the index does it after a change of topic `access`. */
  accessChanged(): void {
    for (const listener of this.accessListeners) listener();
  }
  /** As the fence does it: status and epoch in one go, then the listeners. */
  suspend(id: string): void {
    const now = this.standings.get(id)!;
    this.standings.set(id, { ...now, status: 'suspended', epoch: now.epoch + 1 });
    this.seq += 1;
    for (const listener of this.listeners) listener(new Set([id]));
  }

  revoked = false;
  readonly tokens = {
    isRevoked: () => this.revoked,
    onChange: (listener: () => void) => void this.accessListeners.push(listener),
    verify: async (bearer: string | undefined) => {
      if (!bearer) throw new Refusal('token.missing');
      if (bearer !== BEARER) throw new Refusal('token.invalid');
      return this.token;
    },
  };
  /** Whether who calls holds the key of their token; everybody does until a test says otherwise. */
  holds: HolderProofs['check'] = () => Promise.resolve();
  readonly holders: Pick<HolderProofs, 'check'> = { check: (...presented) => this.holds(...presented) };
  readonly access = {
    onChange: (listener: () => void) => void this.accessListeners.push(listener),
    needs: () => this.needs,
    decide: (asked: AccessRequest): Decision => {
      const { serverName, toolName, kind = 'tool', args } = asked;
      const tool = this.catalog.find((each) => ruleOf(each) === ruleOf({ serverName, kind, toolName }));
      const said = this.rules.get(ruleOf({ serverName, kind, toolName }))?.(args, asked) ?? {
        effect: 'deny',
        code: tool ? 'agent_no_grant' : 'no_grant',
      };
      const decided = tool
        ? { id: tool.toolId, serverId: tool.serverId, definitionHash: tool.definitionHash, risk: this.risk }
        : null;
      const owed = { obligations: [], spends: [], stepUp: null };
      const grantIds = said.effect === 'allow' ? ['grant-1'] : [];
      return { ...owed, grantIds, path: [], tool: decided, ...said } as Decision;
    },
    visible: (): VisibleTool[] =>
      this.catalog.filter((tool) => this.rules.has(ruleOf(tool))).map((tool) => ({ ...tool, effect: 'allow' })),
    offered: (_: string, serverName: string, kind: VisibleTool['kind']): ReadonlySet<string> =>
      new Set(
        this.catalog.flatMap((each) => (each.serverName === serverName && each.kind === kind ? [each.toolName] : [])),
      ),
  };
  readonly log = {
    intent: async ({ inputs, ...record }: CallIntent) => {
      await this.ledger;
      this.intents.push(record);
      this.inputs.push(inputs);
    },
    outcome: async (record: CallOutcome) => void this.outcomes.push(record),
  };
  readonly fence = ((facts: Facts) => ({
    isFresh: (care = 'strict') => facts.fresh || (care === 'read' && facts.freshToRead),
    get seq() {
      return facts.seq;
    },
    standing: (id: string) => facts.standings.get(id),
    sync: async () => void (facts.synced += 1),
    onChange: (listener: (ids: ReadonlySet<string>) => void) => void facts.listeners.push(listener),
  }))(this);
}

const ruleOf = ({ serverName, kind, toolName }: Pick<VisibleTool, 'serverName' | 'kind' | 'toolName'>): string =>
  kind === 'tool' ? `${serverName} ${toolName}` : `${serverName} ${kind}:${toolName}`;

/** The real gateway and its real connections, over facts that a test can turn. */
export async function openGateway(
  addresses: UpstreamAddress[],
  { mailbox = memoryMailbox(), sessionStore = new MemorySessions() } = {},
) {
  const facts = new Facts();
  const servers = serverRows(addresses);
  const db = catalogueOf(servers);
  const pinReading = async (_: unknown, serverId: string, offered: Offered) => {
    const server = servers.find(({ id }) => id === serverId)!;
    facts.catalog = facts.catalog.filter((tool) => tool.serverId !== serverId);
    for (const { kind, name: toolName, hash, definition } of seenIn(offered).byKey.values()) {
      const tool = { toolId: newId(), serverId, serverName: server.name, kind, toolName, definition };
      facts.catalog.push({ ...tool, definitionHash: hash });
    }
    return { tools: offered.tool };
  };
  const sealer = new Sealer(Buffer.alloc(32, 1));
  const reaches = new Reaches(db, sealer, { privateAddresses: true } as Surroundings);
  const upstreams = new Upstreams(db, { pinReading } as unknown as Tools, reaches);
  const counting = new Counting();
  const house = new House(
    facts.tokens,
    facts.holders,
    facts.fence,
    facts.access,
    counting,
    { of: (id) => facts.terms.get(id) ?? { cost: 1, recordsAt: null, variant: null } },
    { ensureRecent: (serverId) => facts.ensureRecent(serverId) },
    facts.log,
    upstreams,
    new SystemClock(),
    { keyFor: () => Buffer.alloc(32, 1) },
    { publicUrl: 'http://surety.test' },
    mailbox,
    new Sessions(sessionStore, mailbox),
  );
  const serve = async (table: readonly Row[]) => {
    const fastify = Fastify({ forceCloseConnections: true });
    await fastify.register(mcpPlugin, { gateway: new McpGateway(house, table) });
    await fastify.listen({ host: '127.0.0.1', port: 0 });
    return {
      url: `http://127.0.0.1:${(fastify.server.address() as { port: number }).port}/mcp`,
      close: () => fastify.close(),
    };
  };
  const edge = await serve(admission);
  const idOf = (name: string): string => servers.find((server) => server.name === name)!.id;
  return {
    facts,
    counting,
    house,
    servers,
    upstreams,
    url: edge.url,
    /** The same gateway with a step left out, at an address of its own. */
    without: (...names: string[]) => serve(admission.filter((row) => !names.includes(row.name))),
    discover: (name: string) => upstreams.discover(system('test'), idOf(name)),
    idOf,
    close: async () => {
      await edge.close();
      await upstreams.onApplicationShutdown();
    },
  };
}
