/** Why a call was allowed, held or refused, in a sentence for people who did not write the rules. */
const sentences: Readonly<Record<string, string>> = {
  allowed: 'Granted to the agent and to the people behind it.',
  held: 'A person must approve this first; nothing was done.',
  no_grant: 'Nothing grants this agent a tool of this name.',
  agent_no_grant: 'The agent itself has no grant for this tool.',
  owner_no_grant: 'The owner may not use this tool, so the agent may not either.',
  person_no_grant: 'The person the agent acts for may not use this tool.',
  condition_unmet: 'The arguments were outside of what the grant allows.',
  denied_by_grant: 'A grant forbids this call outright.',
  definition_changed: 'The tool changed since it was approved and waits for a new approval.',
  tool_unavailable: 'The server no longer offers this tool.',
  server_disabled: 'The server of this tool is switched off.',
  deputy_missing: 'The tool can change things, and the agent has no deputy.',
  agent_unknown: 'The agent does not exist or is not known here.',
  agent_inactive: 'The agent is suspended or retired.',
  owner_inactive: 'The owner is no longer active, so nobody answers for the agent.',
  person_inactive: 'The person the agent acts for is no longer active.',
  token_superseded: 'The access token is older than the last restriction of the agent or its people.',
  error: 'The decision could not be made, so the call was refused.',
};

export const reasonOf = (code: string): string => sentences[code] ?? `Decided by the rule “${code}”.`;
