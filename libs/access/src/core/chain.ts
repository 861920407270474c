import type { Caller } from './decision.js';
import type { AgentFacts, DelegationFacts, Interval } from './facts.js';

/**
 * Everybody whose own right a call needs: the agents of the chain, and every agent that one of them is a part of.
 * Undefined when one is unknown or of another tenant.
 */
export function membersOf(
  { agentId, chain }: Pick<Caller, 'agentId' | 'chain'>,
  agentOf: (id: string) => AgentFacts | undefined,
): readonly [AgentFacts, ...AgentFacts[]] | undefined {
  const members = new Map<string, AgentFacts>();
  const tenant = agentOf(agentId)?.tenant;
  for (const id of chain) {
    for (let next: string | null = id; next !== null && !members.has(next);) {
      const agent = agentOf(next);
      if (!agent || agent.tenant !== tenant) return undefined;
      members.set(next, agent);
      next = agent.parentId;
    }
  }
  const [first, ...others] = members.values();
  return first?.id === agentId ? [first, ...others] : undefined;
}

/**
 * The delegations that hold the chain together at a time, or undefined when one is missing: from the person to the
 * agent at the root, and from agent to agent, unless the one is a part of the other. Only those count that the token
 * was issued on, so that a later one does not bring an older token back.
 */
export function linksOf(
  { chain, personId, delegations }: Caller,
  agentOf: (id: string) => AgentFacts | undefined,
  delegationOf: (id: string) => DelegationFacts | undefined,
  at: number,
): readonly string[] | undefined {
  if (personId === null && chain.length === 1) return none;
  const known = delegations.map(delegationOf).filter((row) => row !== undefined && isLive(row, at));
  const links: string[] = [];
  for (const [i, agentId] of chain.entries()) {
    const from = chain[i + 1];
    if (from === undefined && personId === null) break;
    if (from !== undefined && agentOf(agentId)?.parentId === from) continue;
    const link = known.find(
      (row) => row?.agentId === agentId && (from === undefined ? row.personId === personId : row.fromAgentId === from),
    );
    if (!link) return undefined;
    links.push(link.id);
  }
  return links;
}

const none: readonly never[] = [];

export const isLive = ({ validFrom, validTo }: Interval, at: number): boolean =>
  validFrom.getTime() <= at && (validTo === null || at < validTo.getTime());
