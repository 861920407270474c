import type { Tool } from './catalogue.js';
import { waits } from './standing.js';

const order: Record<Tool['state'], number> = { held: 1, available: 2, removed: 3 };
const rank = (tool: Tool): number => (waits(tool) ? 0 : order[tool.state]);

/** What waits for a decision comes first, then by server and name; what is gone comes last. */
export function sorted(tools: readonly Tool[], serverName: (id: string) => string): Tool[] {
  const name = ({ serverId, name: own }: Tool): string => `${serverName(serverId)}\n${own}`;
  return tools.toSorted((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b)));
}
