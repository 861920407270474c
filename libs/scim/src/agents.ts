import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, Refusal, Surroundings } from '@app/kernel';
import { Agents } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { type SourceRow, fold, foldedTexts, isId, unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import { BreakerRow } from '@app/lifecycle';
import { scimRoot } from './addresses.js';
import { agentOf, chosenOwner } from './agent-owner.js';
import { AgentSearch } from './agent-search.js';
import {
  type AgentFacts,
  type StatedAgent,
  agentFacts,
  completeAgent,
  statedAgent,
  wireAgent,
} from './core/agent-mapper.js';
import { agentRegistry } from './core/agent.schema.js';
import { dialects } from './core/dialect.js';
import { parsePatch } from './core/patch-request.js';
import { patched } from './core/patch.js';
import { type Preconditions, demand } from './core/precondition.js';
import { difference, flat, nested } from './core/resource.js';
import { type Query, selected, selectionOf } from './core/selection.js';
import { type ListResponse, type ScimResource, versionOf } from './core/wire.js';
import { isSame } from './core/same.js';
import { ScimAgentRow } from './scim-agent.row.js';

/** Until somebody here says otherwise, a pushed agent stops after this time, and is reviewed by then. */
const TERM_MS = 90 * 86_400_000;

const taken = {
  scim_agent_user_name: 'agent.user-name-taken',
  scim_agent_external: 'agent.external-id-taken',
} as const;

/**
 * Agents as a source pushes them, where it may (`source.agents`). What the source says and what holds an agent back
 * here stay apart: `active` is the source's word, and true lifts nothing but what false did (R-AGT-4). The source
 * grants nothing: an agent arrives without keys and grants, and answers to a person.
 */
@Injectable()
export class ScimAgents {
  private readonly root: string;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly fence: Fence,
    private readonly search: AgentSearch,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  /**
   * @throws Refusal `request.not-found` where agents are not taken, `agent.user-name-taken`,
   *   `agent.external-id-taken`, `agent.name-taken`
   */
  async create(actor: Actor, source: SourceRow, body: unknown, query: Query = {}): Promise<ScimResource> {
    welcome(source);
    const selection = selectionOf(query);
    const stated = statedAgent(body, dialects[source.dialect]);
    const agent = completeAgent(stated.agent, true);
    const facts = agentFacts(agent);
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const ownerId = await chosenOwner(tx, source, facts.owners);
      const until = new Date(now.getTime() + TERM_MS);
      const term = { expiresAt: until, nextReviewAt: until };
      const { userName: name, purpose } = facts;
      const { id } = await this.agents.add(tx, { name, kind: 'autonomous', purpose, ownerId, deputyId: null, ...term });
      const fresh = { agentId: id, sourceId: source.id, deletedAt: null, version: 1, createdAt: now, changedAt: now };
      const row = tx.create(ScimAgentRow, { ...columnsOf(facts), ...fresh, ...keptOf(agent, stated.drafted) });
      await unlessTaken(tx.insert(ScimAgentRow, row), taken);
      tx.record({ action: 'agent.provisioned', subject: id, detail: { sourceId: source.id, active: facts.active } });
      if (!facts.active) await this.agents.suspend(tx, [id], 'upstream_inactive');
      return selected(wireAgent(row, this.root), selection);
    });
  }

  async get(actor: Actor, source: SourceRow, id: string, query: Query = {}): Promise<ScimResource> {
    welcome(source);
    const selection = selectionOf(query);
    const row = await this.db.read(actor, (tx) => found(tx, source, id));
    return selected(wireAgent(row, this.root), selection);
  }

  async list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    welcome(source);
    return this.search.list(actor, source, query);
  }

  /** PUT: what the body does not say is cleared, except `active`, which only a word of the source changes. */
  async replace(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
    when: Preconditions = {},
  ): Promise<ScimResource> {
    welcome(source);
    const { agent, drafted } = statedAgent(body, dialects[source.dialect]);
    return this.change(actor, source, id, query, when, ({ active }) => ({
      agent: completeAgent(agent, active),
      drafted,
    }));
  }

  /** All operations or none. */
  async patch(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
    when: Preconditions = {},
  ): Promise<ScimResource> {
    welcome(source);
    const dialect = dialects[source.dialect];
    const operations = parsePatch(body, agentRegistry, dialect);
    return this.change(actor, source, id, query, when, ({ attributes, drafted }) => ({
      agent: completeAgent(patched(flat(attributes), operations, dialect), false),
      drafted,
    }));
  }

  /** Retired for good: whatever comes later under the same name is another agent. */
  async remove(actor: Actor, source: SourceRow, id: string, when: Preconditions = {}): Promise<void> {
    welcome(source);
    await this.db.write(actor, async (tx) => {
      const row = await found(tx, source, id, 'held');
      demand(when, versionOf(row));
      const columns = { deletedAt: this.clock.now(), version: row.version + 1 };
      await tx.update(ScimAgentRow, { agentId: row.agentId }, columns);
      tx.record({ action: 'agent.deprovisioned', subject: row.agentId, detail: { sourceId: source.id } });
      const agent = await this.agents.locked(tx, row.agentId);
      if (agent.state === 'retired') return;
      // where too many leave at once it is stopped, and what cannot be undone waits (R-SCM-5)
      if (await isBroken(tx, source)) await this.agents.suspend(tx, [agent.id], 'upstream_inactive');
      else await this.agents.end(tx, agent, 'deleted by its identity provider');
    });
  }

  /** One agent at a time; what makes no difference leaves no version and no entry. */
  private async change(
    actor: Actor,
    source: SourceRow,
    id: string,
    query: Query,
    when: Preconditions,
    next: (before: ScimAgentRow) => StatedAgent,
  ): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.write(actor, async (tx) => {
      const before = await found(tx, source, id, 'held');
      demand(when, versionOf(before));
      const { agent, drafted } = next(before);
      const changed = difference(flat(before.attributes), agent);
      if (changed.length === 0 && isSame(before.drafted, drafted)) {
        await this.fence.settle(tx);
        return tx.unchanged(selected(wireAgent(before, this.root), selection));
      }
      const facts = agentFacts(agent);
      if (before.externalId !== null && changed.includes('externalId')) {
        throw new Refusal('scim.mutability', 'externalId cannot be changed once it is set');
      }
      if (facts.active && !before.active) demandVersion(when);
      const fresh = { version: before.version + 1, changedAt: this.clock.now() };
      const columns = { ...columnsOf(facts), ...keptOf(agent, drafted), ...fresh };
      await unlessTaken(tx.update(ScimAgentRow, { agentId: before.agentId }, columns), taken);
      const detail = { changed: [...changed, ...(isSame(before.drafted, drafted) ? [] : ['drafted'])] };
      tx.record({ action: 'agent.reprovisioned', subject: before.agentId, detail });
      await this.follow(tx, source, before, facts, changed);
      return selected(wireAgent(Object.assign(before, columns), this.root), selection);
    });
  }

  /** What the change means for the agent itself; people are held before agents, and the fence comes last. */
  private async follow(
    tx: WriteTx,
    source: SourceRow,
    { agentId, active }: ScimAgentRow,
    facts: AgentFacts,
    changed: readonly string[],
  ): Promise<void> {
    const proposed = changed.includes('owners') ? await chosenOwner(tx, source, facts.owners) : null;
    const agent = await this.agents.locked(tx, agentId);
    const { userName: name, purpose } = facts;
    if (changed.includes('agentUserName') || changed.includes('description')) {
      const says = changed.includes('description') ? purpose : agent.purpose;
      await this.agents.describe(tx, agent, { name, purpose: says });
    }
    if (agent.state === 'retired') return;
    if (active && !facts.active) await this.agents.suspend(tx, [agentId], 'upstream_inactive');
    if (proposed !== null && proposed !== agent.ownerId) {
      // nobody inherits silently (R-AGT-3)
      await this.agents.suspend(tx, [agentId], 'owner_changed');
      tx.record({ action: 'agent.owner-proposed', subject: agentId, detail: { from: agent.ownerId, to: proposed } });
      const data = { personId: agent.ownerId, agentIds: [agentId] };
      tx.send({ topic: 'notify', payload: { template: 'agent.owner-proposed', to: { personId: proposed }, data } });
    }
    if (proposed === agent.ownerId) await this.agents.clearCause(tx, [agentId], 'owner_changed');
    if (!active && facts.active) await this.agents.clearCause(tx, [agentId], 'upstream_inactive');
  }
}

/** Where a source may not push agents there are none. */
function welcome({ agents }: SourceRow): void {
  if (!agents) throw new Refusal('request.not-found');
}

/** That the source saw the agent as it is now: an old wish to activate must not undo a newer word. */
function demandVersion({ ifMatch }: Preconditions): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') {
    throw new Refusal('scim.precondition-required', 'an agent is activated with If-Match and its version');
  }
}

/** The breaker of the source is held as it is: whoever releases it finds what waited. */
const isBroken = async (tx: WriteTx, { id: sourceId }: SourceRow): Promise<boolean> =>
  (await tx.findOne(BreakerRow, {
    where: { sourceId, releasedAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  })) !== null;

async function found(tx: Tx, source: SourceRow, id: string, how?: 'held'): Promise<ScimAgentRow> {
  const row = isId(id) ? await agentOf(tx, id, how) : null;
  if (row?.sourceId !== source.id) throw new Refusal('agent.unknown');
  return row;
}

const columnsOf = ({ externalId, userName, active }: AgentFacts) => ({
  externalId,
  userNameKey: fold(userName),
  active,
});

function keptOf(agent: StatedAgent['agent'], drafted: StatedAgent['drafted']) {
  const attributes = nested(agent);
  return { attributes, folded: foldedTexts(attributes), drafted };
}
