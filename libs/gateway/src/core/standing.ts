/** How the fence knows a person or an agent. */
export type Standing = Readonly<{
  kind: 'person' | 'agent';
  status: 'active' | 'suspended' | 'ended';
  epoch: number;
  ownerId: string | null;
  tenant: string;
}>;
export type Bearer = Readonly<{
  agentId: string;
  personId: string | null;
  epochs: Readonly<{ subject: number; owner: number; agents: readonly number[] }>;
}>;

/** For whom a call is made, as the fence knows them at this moment. */
export type Chain = Readonly<{ tenant: string; ownerId: string; ownerStatus: string; ids: readonly string[] }>;
export type Objection =
  | 'agent_unknown'
  | 'agent_inactive'
  | 'owner_inactive'
  | 'person_inactive'
  | 'epoch_malformed'
  | 'token_superseded'
  | 'behind';

/** The chain of a token, or null when its agent is nobody whom the fence knows. The owner is the live one. */
export function chainOf(token: Bearer, standing: (id: string) => Standing | undefined): Chain | null {
  const agent = standing(token.agentId);
  if (agent?.kind !== 'agent' || agent.ownerId === null) return null;
  const ids = [token.agentId, agent.ownerId, ...(token.personId === null ? [] : [token.personId])];
  return {
    tenant: agent.tenant,
    ownerId: agent.ownerId,
    ownerStatus: standing(agent.ownerId)?.status ?? 'unknown',
    ids,
  };
}

/**
 * Why this token may not act now, or null. Everybody in the chain must be active, and the token's epochs must be the
 * current ones: an older token is dead, also after re-activation; a newer one means that we are `behind`.
 */
export function objection(token: Bearer, standing: (id: string) => Standing | undefined): Objection | null {
  const agent = standing(token.agentId);
  const owner = agent?.ownerId == null ? undefined : standing(agent.ownerId);
  const person = token.personId === null ? undefined : standing(token.personId);
  if (agent?.kind !== 'agent') return 'agent_unknown';
  // A leaver's agents are suspended too; that the owner left is the reason, the suspension its effect.
  if (!isActivePerson(owner, agent.tenant)) return 'owner_inactive';
  if (agent.status !== 'active') return 'agent_inactive';
  if (token.personId !== null && !isActivePerson(person, agent.tenant)) return 'person_inactive';
  return epochObjection(token, agent.epoch, owner.epoch, person?.epoch ?? agent.epoch);
}

const isActivePerson = (who: Standing | undefined, tenant: string): who is Standing =>
  who?.kind === 'person' && who.status === 'active' && who.tenant === tenant;

function epochObjection({ epochs }: Bearer, agent: number, owner: number, subject: number): Objection | null {
  // A chain of several agents has epochs of each; we know no other agent than the caller, so we judge no other chain.
  if (!Array.isArray(epochs.agents) || epochs.agents.length !== 1) return 'epoch_malformed';
  const pairs: [unknown, number][] = [
    [epochs.subject, subject],
    [epochs.owner, owner],
    [epochs.agents[0], agent],
  ];
  // A missing epoch compares as false with any number, which would be leave to pass.
  const told = pairs.map(([epoch]) => epoch);
  if (!told.every((epoch) => Number.isSafeInteger(epoch))) return 'epoch_malformed';
  if (pairs.some(([epoch, current]) => Number(epoch) < current)) return 'token_superseded';
  return pairs.some(([epoch, current]) => Number(epoch) > current) ? 'behind' : null;
}
