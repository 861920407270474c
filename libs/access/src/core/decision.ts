export type AccessRequest = Readonly<{
  agentId: string;
  /** The signed-in person a delegated agent acts for; null when the agent acts for its owner. */
  personId: string | null;
  serverName: string;
  /** The server's own name of the tool. */
  toolName: string;
  args: unknown;
  at: Date;
}>;

export type DecisionCode =
  | 'allowed'
  | 'held'
  | 'no_grant'
  | 'agent_no_grant'
  | 'owner_no_grant'
  | 'person_no_grant'
  | 'condition_unmet'
  | 'denied_by_grant'
  | 'definition_changed'
  | 'tool_unavailable'
  | 'server_disabled'
  | 'deputy_missing'
  | 'error';

/** One link of the reason: what was walked (`agent` → `grant`, `owner` → `group` → `profile` → `grant`), or what is missing. */
export type PathStep = Readonly<{
  step: 'agent' | 'owner' | 'person' | 'group' | 'profile' | 'grant' | 'missing';
  /** An id; for `missing`, the word for what was not found. */
  id: string;
}>;

/** The tool that the request named, once it is known that it exists. */
export type DecidedTool = Readonly<{ id: string; serverId: string; definitionHash: string }>;

export type Decision = Readonly<{
  effect: 'allow' | 'hold' | 'deny';
  code: DecisionCode;
  grantIds: readonly string[];
  path: readonly PathStep[];
  tool: DecidedTool | null;
}>;
