import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { type CompiledIndex, type Reached, buildIndex } from '../core/access-index.js';
import { callersOf } from '../core/callers.js';
import type { Caller } from '../core/decision.js';
import type { AccessFacts } from '../core/facts.js';
import { type Grown, grow } from '../core/spans.js';
import { ownSelf, withSelf } from '../core/self.js';
import { timeless } from '../core/timeless.js';
import { type AskedTool, catalogAt, factsAsOf } from './facts-as-of.js';
import { MOST_MOMENTS, agentsOfPerson, concernedBy, momentsOf } from './moments.js';
import { type NamedStep, naming } from './naming.js';
import { delegationsAt, holdersAt } from './rows-as-of.js';

/** One way in which a tool could be used. `agentId` null: what the person may let their agents use at most. */
export type Way = Readonly<{
  agentId: string | null;
  ownerId: string;
  /** Who was acting; null when an agent acts for its owner. */
  personId: string | null;
  chain: readonly string[];
  toolId: string;
  serverName: string;
  toolName: string;
  effect: 'allow' | 'hold';
  /** Only for certain arguments, times or histories. */
  conditional: boolean;
  grantIds: readonly string[];
  path: readonly NamedStep[];
}>;
/** `from` and `to` (exclusive) are where it began and ended, or the ends of the time that was asked about. */
export type SpannedWay = Way & Readonly<{ from: Date; to: Date }>;

/** So many agents, people and ways are looked at for one answer. */
const MOST = 5_000;
const bounded = (count: number): void => {
  if (count > MOST) throw new Refusal('history.too-many');
};

/** Who could do what, at a time or between two: computed from what the rows say of then. */
@Injectable()
export class PastAccess {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Who could use a tool at a time, each with the path. @throws Refusal history.too-many */
  who(actor: Actor, tool: AskedTool, at = this.clock.now()): Promise<Way[]> {
    return this.db.read(actor, async (tx) => {
      const { tools } = await catalogAt(tx, at, tool);
      const holders = await holdersAt(
        tx,
        at,
        tools.map(({ id }) => id),
      );
      const facts = await factsWithChains(tx, holders, at, tool);
      const index = buildIndex(facts, at);
      const callers = holders.flatMap((id) => callersOf(id, facts));
      bounded(callers.length);
      const ways = callers
        .flatMap((caller) => waysOf(index, caller, facts, at))
        .filter(({ toolName }) => toolName === tool.toolName); // not what it is a variant of
      return named(tx, ways);
    });
  }

  /**
   * What a person and their agents could use between two times, at some hour or other, each with when it could.
   * @throws Refusal history.time-invalid, history.time-too-long, history.too-many
   */
  async what(actor: Actor, personId: string, from: Date, to: Date): Promise<SpannedWay[]> {
    if (to <= from) throw new Refusal('history.time-invalid');
    return this.db.read(actor, async (tx) => {
      const theirs = await agentsOfPerson(tx, personId, from, to);
      const concerned = await concernedBy(tx, theirs, to);
      const everybody = { ...concerned, personIds: [...concerned.personIds, personId] };
      const moments = await momentsOf(tx, everybody, from, to);
      if (moments.length > MOST_MOMENTS) throw new Refusal('history.time-too-long');
      let grown: Grown<Unnamed> = { open: new Map(), closed: [] };
      for (const at of moments) {
        const facts = timeless(await factsWithChains(tx, theirs, at, undefined, [personId]));
        grown = grow(grown, waysOfPerson(facts, personId, theirs, at), at);
        bounded(grown.open.size + grown.closed.length);
      }
      const { closed } = grow(grown, [], to);
      return named(tx, closed);
    });
  }
}

type Unnamed = Omit<Way, 'path'> & Pick<Reached['decision'], 'path'>;

/** What these agents' decisions rested on, with everybody from whom a chain of delegations leads to them. */
async function factsWithChains(
  tx: Tx,
  agentIds: readonly string[],
  at: Date,
  asked?: AskedTool,
  further: readonly string[] = [],
): Promise<AccessFacts> {
  const chained = new Set(agentIds);
  const people = new Set(further);
  for (let wanted = [...agentIds]; wanted.length > 0;) {
    bounded(chained.size + people.size);
    const links = await delegationsAt(tx, at, null, wanted);
    for (const { personId } of links) if (personId !== null) people.add(personId);
    wanted = links.flatMap(({ fromAgentId }) => (fromAgentId !== null && !chained.has(fromAgentId) ? fromAgentId : []));
    for (const id of wanted) chained.add(id);
  }
  const scope = { agentIds: [...chained], personIds: [...people], delegationIds: null, ...(asked && { asked }) };
  return factsAsOf(tx, scope, at);
}

/** Whatever the person answered for, or was behind, at this time. */
function waysOfPerson(facts: AccessFacts, personId: string, theirs: readonly string[], at: Date): Unnamed[] {
  const index = buildIndex(withSelf(facts, personId, at), at);
  const callers = theirs.flatMap((id) => callersOf(id, facts));
  const isOwned = ({ agentId }: Caller) =>
    facts.agents.some(({ id, ownerId }) => id === agentId && ownerId === personId);
  const own = waysOf(index, ownSelf(), facts, at).map((way) => ({
    ...way,
    agentId: null,
    ownerId: personId,
    chain: [],
    grantIds: way.grantIds.slice(1),
    path: way.path.slice(way.path.findIndex(({ step }) => step === 'owner')),
  }));
  const ways = callers.filter((caller) => caller.personId === personId || isOwned(caller));
  return [...own, ...ways.flatMap((caller) => waysOf(index, caller, facts, at))];
}

function waysOf(index: CompiledIndex, caller: Caller, facts: AccessFacts, at: Date): Unnamed[] {
  const owner = facts.agents.find(({ id }) => id === caller.agentId)?.ownerId ?? '';
  return index.visible(caller, at).map(({ tool, server, decision, conditional }) => ({
    agentId: caller.agentId,
    ownerId: owner,
    personId: caller.personId,
    chain: caller.chain,
    toolId: tool.id,
    serverName: server.name,
    toolName: tool.name,
    effect: decision.effect === 'allow' ? 'allow' : 'hold',
    conditional,
    grantIds: decision.grantIds,
    path: decision.path,
  }));
}

async function named<W extends Unnamed>(tx: Tx, ways: readonly W[]): Promise<(W & { path: readonly NamedStep[] })[]> {
  const name = await naming(
    tx,
    ways.map(({ path }) => path),
  );
  return ways.map((way) => ({ ...way, path: name(way.path) }));
}
