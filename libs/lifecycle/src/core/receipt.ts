/** A call of an agent, as the ledger has it. */
type Call = Readonly<{ callId: string; at: string; server: string; tool: string; reasonCode: string }>;

/** Which gateways knew of the fence number when it was looked at. */
export type Settlement = Readonly<{
  /** RFC 3339: when it was seen that no process decides without it; null while one might. */
  seenAt: string | null;
  acknowledged: readonly string[];
  /** Silent for so long that they may not decide. */
  lapsed: readonly string[];
  behind: readonly string[];
}>;

export type AgentTrace = Readonly<{
  agentId: string;
  name: string;
  /** Stood still because of this very event; otherwise it did so already. */
  suspended: boolean;
  keys: Readonly<{ live: number; revoked: number }>;
  /** Null: there is none on record. */
  lastAdmitted: Call | null;
  firstDenied: Call | null;
}>;

export type Unverified = Readonly<{ code: string; subject: string; says: string }>;

/** What a leave really did. Times are RFC 3339, by our clock unless said otherwise. */
export type LeaverBody = Readonly<{
  clocks: Readonly<{
    /** By the provider's clock, if a signal told us. */
    provider: Readonly<{ at: string; basis: string }> | null;
    /** When the request had arrived that brought it. */
    received: string | null;
    committed: string;
    settled: Settlement;
  }>;
  requestId: string | null;
  fenceSeq: number | null;
  /** What was open and has been cleared away; null: nothing is on record. All of it was dead since the commit. */
  ended: Readonly<{ sessions: number; links: number; records: number }> | null;
  tokens: string;
  agents: readonly AgentTrace[];
  unverified: readonly Unverified[];
}>;

export const TOKENS =
  'Every access token of the person and of these agents that was issued before the fence number is refused; they are not counted, because they are not kept.';

/** In milliseconds: how long the first denied call is awaited, and how soon what was open has been cleared away. */
export const PATIENCE_MS = 86_400_000;
const SWEPT_MS = 60_000;

/** Whether nothing is awaited any more: settled, swept, and each agent denied once; or it was waited long enough. */
export function isComplete(
  seen: Readonly<{ settled: boolean; swept: boolean; denied: number; agents: number }>,
  committed: Date,
  now: Date,
): boolean {
  const age = now.getTime() - committed.getTime();
  if (age >= PATIENCE_MS) return true;
  return seen.settled && (seen.swept || age >= SWEPT_MS) && seen.denied === seen.agents;
}

export type UpstreamFacts = Readonly<{ name: string; transport: 'stdio' | 'http' | 'sse' }>;

/** What ends outside our reach, and is therefore claimed by nobody here: per server and per agent. */
export function unverified(
  servers: readonly UpstreamFacts[],
  agents: readonly Pick<AgentTrace, 'agentId' | 'keys'>[],
): Unverified[] {
  const ofServers = servers.flatMap(({ name, transport }) => [
    { code: 'upstream-credentials', subject: name, says: credentials[transport] },
    { code: 'data-returned', subject: name, says: 'What it had returned before stays with whoever received it.' },
  ]);
  const ofAgents = agents
    .filter(({ keys }) => keys.live > 0)
    .map(({ agentId, keys }) => ({
      code: 'keys-held',
      subject: agentId,
      says: `The private half of ${keys.live} key(s) may still be with the leaver; they open nothing while the agent stands still, and are withdrawn when it is handed over or retired.`,
    }));
  return [...ofServers, ...ofAgents];
}

const remote = 'Accounts, sessions and keys that this server keeps for the person or the agent end only there.';
const credentials: Readonly<Record<UpstreamFacts['transport'], string>> = {
  http: remote,
  sse: remote,
  stdio: 'Credentials that this program was configured with go on working for whoever else holds them.',
};
