import type { Caller } from '@app/access';
import { publicName, type ToolDefinition } from '@app/catalog';
import { type HeaderParameter, headerParameters } from '@app/connectors';
import type { Call } from './call.js';
import { found } from './admission/step.js';
import type { House } from './house.js';

type Listed = Readonly<{ server: string; tool: string; definition: ToolDefinition; definitionHash: string }>;

/** In whose name the call is made, as its token says. */
export function callerOf({ token }: Call): Caller {
  const { agentId, personId, chain, delegations } = found(token);
  return { agentId, personId, chain, delegations };
}

/** The tools that exist for the caller: allowed or holdable, at this endpoint, in a fixed order (R-ACC-6). */
export function visibleTools(call: Call, { access, clock }: House): Listed[] {
  return access
    .visible({ ...callerOf(call), at: clock.now() })
    .filter(({ kind }) => kind === 'tool')
    .map((tool) => ({
      server: tool.serverName,
      tool: tool.toolName,
      definition: tool.definition as ToolDefinition,
      definitionHash: tool.definitionHash,
    }))
    .filter(({ server }) => call.server === null || call.server === server)
    .sort((a, b) => (`${a.server}\n${a.tool}` < `${b.server}\n${b.tool}` ? -1 : 1));
}

/** What `tools/list` shows: the definitions as their servers wrote them, without tasks, which we do not carry. */
export const toolList = (call: Call, house: House): unknown[] =>
  visibleTools(call, house).map(({ server, tool, definition }) => ({
    ...Object.fromEntries(Object.entries(definition).filter(([field]) => field !== 'execution')),
    name: call.server === null ? publicName(server, tool) : tool,
  }));

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, readonly HeaderParameter[]>();

/** The arguments that the decided tool wants repeated in headers; read once for each definition. */
export function repeatedArguments(call: Call, house: House): readonly HeaderParameter[] {
  const hash = call.decision?.tool?.definitionHash;
  const known = hash === undefined ? undefined : remembered.get(hash);
  if (known || hash === undefined) return known ?? [];
  const { server, tool } = found(call.target);
  const listed = visibleTools(call, house).find((each) => each.server === server && each.tool === tool);
  const parameters = headerParameters(listed?.definition.inputSchema) ?? [];
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  if (listed) remembered.set(hash, parameters);
  return parameters;
}
