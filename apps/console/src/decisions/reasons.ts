type Sentences = Readonly<Record<string, string>>;

/** What the rights of those concerned say. */
const byRights: Sentences = {
  allowed: 'Granted to the agent and to the people behind it.',
  held: 'A person must approve this first; nothing was done.',
  no_grant: 'Nothing grants this agent a tool of this name.',
  agent_no_grant: 'The agent itself has no grant for this tool.',
  owner_no_grant: 'The owner may not use this tool, so the agent may not either.',
  person_no_grant: 'The person the agent acts for may not use this tool.',
  condition_unmet: 'The grant allows this only under conditions that this call does not meet.',
  step_up_required: 'The person the agent acts for must first sign in again, or with a stronger proof.',
  budget_exhausted: 'What may be used here is used up for now.',
  denied_by_grant: 'A grant forbids this call outright.',
  definition_changed: 'The tool changed since it was approved and waits for a new approval.',
  tool_unavailable: 'The server no longer offers this tool.',
  server_disabled: 'The server of this tool is switched off.',
  delegation_missing: 'Whoever stands behind the agent no longer lets it act for them.',
  above_ceiling: 'The class of the agent may not use this tool.',
  agent_killed: 'All calls of this agent were stopped by hand.',
  server_killed: 'All calls to this server were stopped by hand.',
  tool_killed: 'All calls of this tool were stopped by hand.',
  tenant_killed: 'All calls of all agents were stopped by hand.',
  owner_killed: 'All agents of this owner were stopped by hand.',
  deputy_missing: 'The tool can change things, and the agent has no deputy.',
  error: 'The decision could not be made, so the call was refused.',
};

/** What stands in the way before rights are asked about, or after. */
const besides: Sentences = {
  agent_unknown: 'The agent does not exist or is not known here.',
  agent_inactive: 'The agent is suspended or retired.',
  owner_inactive: 'The owner is no longer active, so nobody answers for the agent.',
  person_inactive: 'The person the agent acts for is no longer active.',
  token_revoked: 'The access token was revoked.',
  token_superseded: 'The access token is older than the last restriction of the agent or its people.',
  epoch_malformed: 'The access token does not say for whom it was issued in a way that can be checked.',
  tool_unknown: 'The agent asked for a tool that does not exist.',
  state_invalid:
    'What the agent brought back to go on with a request was not given to it for that request, or is over.',
  definitions_unread: 'The server could not be asked what its tools mean now, so none of them was called.',
  arguments_out_of_bounds: 'An argument was outside of the bounds of this safe variant.',
  result_withheld: 'The call was made, but its result could not be made fit to be shown and was withheld.',
  result_above_budget: 'The call was made, but its result was larger than the budget had room for and was withheld.',
  method_not_served: 'The agent used an MCP method that is not served here.',
  version_not_served: 'The agent speaks a revision of MCP that is not served here.',
  header_mismatch: 'The headers of the request said something else than its body.',
  envelope_invalid: 'The request lacks what its revision of MCP asks for.',
  malformed: 'The request is not a well-formed MCP message.',
  batch: 'The request holds several calls at once, which is not accepted.',
};

/** Why a call was allowed, held or refused, in a sentence for people who did not write the rules. */
export const reasonOf = (code: string): string => byRights[code] ?? besides[code] ?? `Decided by the rule “${code}”.`;

/** Whether rights decided; else the call was refused for something that is no question of them. */
export const isOfRights = (code: string): boolean => Object.hasOwn(byRights, code);
