import type { AgentGrantFacts, GrantFacts, ServerFacts, ToolFacts } from './facts.js';
import { type Selectable, selects } from './selector/pattern.js';

/** A tool as grants look at it. */
export type Asked = Selectable & Readonly<{ id: string }>;

export const asked = (tool: ToolFacts, server: ServerFacts): Asked => ({
  id: tool.id,
  kind: tool.kind,
  serverId: tool.serverId,
  name: tool.name,
  risk: tool.risk,
  tags: tool.tags,
  server,
});

/** Does the grant mean this tool? A safe variant is a tool of its own: a grant on the one is none on the other. */
export function fits({ toolId, pattern, effect }: Selecting, tool: Asked): boolean {
  if (toolId !== null && toolId !== tool.id) return false;
  if (pattern !== null && !selects(pattern, tool, effect === 'deny')) return false;
  return toolId !== null || pattern !== null;
}

type Selecting = Pick<GrantFacts, 'toolId' | 'pattern' | 'effect'>;

/** As `fits`; an agent's grant of a profile may leave open which of its tools are meant. */
export const narrows = (grant: Selecting & Pick<AgentGrantFacts, 'profileId'>, tool: Asked): boolean =>
  fits(grant, tool) || (grant.profileId !== null && grant.toolId === null && grant.pattern === null);
