/** How the fence knows a person or an agent. */
export type Standing = Readonly<{
  kind: 'person' | 'agent';
  status: 'active' | 'suspended' | 'ended';
  epoch: number;
  ownerId: string | null;
  /** For a sub-agent: the agent without which it may not act. */
  parentId: string | null;
  tenant: string;
}>;
type Known = (id: string) => Standing | undefined;
export type Bearer = Readonly<{
  personId: string | null;
  /** Agents, the one that calls first. */
  chain: readonly string[];
  epochs: Readonly<{ subject: number; owner: number; agents: readonly number[] }>;
}>;

/** An agent of the chain and who answers for it now; null when the fence knows nobody. */
export type ChainedAgent = Readonly<{ id: string; ownerId: string | null }>;
/** For whom a call is made, as the fence knows them at this moment. */
export type Chain = Readonly<{
  tenant: string;
  ownerId: string;
  ownerStatus: string;
  agents: readonly ChainedAgent[];
  /** Everybody without whom the call may not be made: agents, all they are a part of, their owners, the person. */
  ids: readonly string[];
}>;
export type Objection =
  | 'agent_unknown'
  | 'agent_inactive'
  | 'owner_inactive'
  | 'person_inactive'
  | 'epoch_malformed'
  | 'token_superseded'
  | 'behind';

/** The chain of a token, or null when the agent that calls is nobody whom the fence knows. Owners are the live ones. */
export function chainOf({ chain, personId }: Bearer, standing: Known): Chain | null {
  const caller = standing(chain[0] ?? '');
  if (caller?.kind !== 'agent' || caller.ownerId === null) return null;
  const agents = chain.map((id) => ({ id, ownerId: standing(id)?.ownerId ?? null }));
  const involved = membersOf(chain, standing).flatMap((id) => [id, standing(id)?.ownerId ?? null]);
  return {
    tenant: caller.tenant,
    ownerId: caller.ownerId,
    ownerStatus: standing(caller.ownerId)?.status ?? 'unknown',
    agents,
    ids: [...new Set([...involved, personId].filter((id) => id !== null))],
  };
}

/**
 * Why this token may not act now, or null. Everybody in the chain must be active, and the token's epochs must be the
 * current ones: an older token is dead, also after re-activation; a newer one means that we are `behind`.
 */
export function objection(token: Bearer, standing: Known): Objection | null {
  const { chain, personId } = token;
  const tenant = standing(chain[0] ?? '')?.tenant;
  if (tenant === undefined) return 'agent_unknown';
  for (const id of membersOf(chain, standing)) {
    const agent = standing(id);
    if (agent?.kind !== 'agent' || agent.tenant !== tenant) return 'agent_unknown';
    // A leaver's agents are suspended too; that the owner left is the reason, the suspension its effect.
    if (!isActivePerson(agent.ownerId, tenant, standing)) return 'owner_inactive';
    if (agent.status !== 'active') return 'agent_inactive';
  }
  if (personId !== null && !isActivePerson(personId, tenant, standing)) return 'person_inactive';
  return epochObjection(token, standing);
}

/** The agents of the chain, and every agent that one of them is a part of. */
function membersOf(chain: readonly string[], standing: Known): readonly string[] {
  // the usual chain: one agent, which is a part of nobody
  if (chain.length === 1 && (standing(chain[0] ?? '')?.parentId ?? null) === null) return chain;
  const members = new Set<string>();
  for (const id of chain) {
    for (let next: string | null = id; next !== null && !members.has(next); next = standing(next)?.parentId ?? null) {
      members.add(next);
    }
  }
  return [...members];
}

function isActivePerson(id: string | null, tenant: string, standing: Known): boolean {
  const who = id === null ? undefined : standing(id);
  return who?.kind === 'person' && who.status === 'active' && who.tenant === tenant;
}

function epochObjection({ chain, personId, epochs }: Bearer, standing: Known): Objection | null {
  if (!Array.isArray(epochs.agents) || epochs.agents.length !== chain.length) return 'epoch_malformed';
  const caller = standing(chain[0] ?? '');
  let worst = Math.max(
    ageOf(epochs.subject, standing(personId ?? chain.at(-1) ?? '')?.epoch),
    ageOf(epochs.owner, standing(caller?.ownerId ?? '')?.epoch),
  );
  for (let i = 0; i < chain.length; i++) {
    worst = Math.max(worst, ageOf(epochs.agents[i], standing(chain[i] ?? '')?.epoch));
  }
  return ages[worst] ?? null;
}

/** From good to bad; of several the worst counts. */
const ages = [null, 'behind', 'token_superseded', 'epoch_malformed'] as const;

/** A missing epoch compares as false with any number, which would be leave to pass. */
function ageOf(epoch: unknown, current: number | undefined): 0 | 1 | 2 | 3 {
  if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(current)) return 3;
  if (Number(epoch) < Number(current)) return 2;
  return Number(epoch) > Number(current) ? 1 : 0;
}
