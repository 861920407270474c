/** What the record of a call's intent says of its decision. */
export type DecisionFacts = Readonly<{
  /** Leaf index in the ledger. */
  seq: number;
  callId: string;
  /** ISO 8601, UTC. */
  at: string;
  agentId: string;
  ownerId: string;
  onBehalfOf: string | null;
  server: string;
  tool: string;
  decision: 'allow' | 'hold' | 'deny';
  reasonCode: string;
  grantIds: readonly string[];
  /** Everybody without whom the call could not be made. */
  chain: readonly string[];
  /** The agents between the call and its beginning, the one that calls first, each with who answered for it then. */
  agents: readonly ChainedAgent[];
  /** Ids of the delegations that the token rested on. */
  delegations: readonly string[];
}>;
export type ChainedAgent = Readonly<{ id: string; owner: string | null }>;

type IntentEntry = {
  at: string;
  d: {
    call_id: string;
    agent: string;
    owner: string;
    on_behalf_of: string | null;
    server: string;
    tool: string;
    decision: DecisionFacts['decision'];
    reason_code: string;
    grant_ids: string[];
    chain: string[];
    /** Since tokens can hold several agents. */
    agents?: ChainedAgent[];
    delegations?: string[];
  };
};

/** Reads a `call.intent` leaf, whose text we wrote ourselves and whose form the ledger's types fix. */
export function decisionOf(leaf: Readonly<{ index: number; text: string }>): DecisionFacts {
  const { at, d } = JSON.parse(leaf.text) as IntentEntry;
  return {
    seq: leaf.index,
    callId: d.call_id,
    at,
    agentId: d.agent,
    ownerId: d.owner,
    onBehalfOf: d.on_behalf_of,
    server: d.server,
    tool: d.tool,
    decision: d.decision,
    reasonCode: d.reason_code,
    grantIds: d.grant_ids,
    chain: d.chain,
    agents: d.agents ?? [{ id: d.agent, owner: d.owner }],
    delegations: d.delegations ?? [],
  };
}
