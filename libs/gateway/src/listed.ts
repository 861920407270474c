import type { Caller, Kind } from '@app/access';
import type { ToolDefinition } from '@app/catalog';
import { type HeaderParameter, headerParameters } from '@app/connectors';
import { found } from './found.js';
import { knownToken } from './known-token.js';
import type { Call } from './call.js';
import type { House } from './house.js';

/** `name`: the server's own; of a resource its URI, of a template of resources its URI template. */
export type Listed = Readonly<{
  server: string;
  serverId: string;
  name: string;
  definition: ToolDefinition;
  definitionHash: string;
}>;

/** In whose name the call is made, as its token says. */
export const callerOf = ({ token }: Call): Caller => knownToken(found(token)).caller;

/** What of a kind exists for the caller: allowed or holdable, at this endpoint, in a fixed order (R-ACC-6). */
export const listed = (call: Call, { access, clock }: House, kind: Kind): Listed[] =>
  access
    .visible({ ...callerOf(call), at: clock.now() })
    .filter((each) => each.kind === kind && (call.server === null || call.server === each.serverName))
    .map(({ serverName, serverId, toolName, definition, definitionHash }) => ({
      server: serverName,
      serverId,
      name: toolName,
      definition: definition as ToolDefinition,
      definitionHash,
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** By which lists are in order; no two of a list have the same. */
export const keyOf = ({ server, name }: Pick<Listed, 'server' | 'name'>): string => `${server}\n${name}`;

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, readonly HeaderParameter[]>();

/** The arguments that the decided tool wants repeated in headers; read once for each definition. */
export function repeatedArguments(call: Call, house: House): readonly HeaderParameter[] {
  const { server, tool } = found(call.target);
  const hash = call.decision?.tool?.definitionHash;
  const known = hash === undefined ? undefined : remembered.get(hash);
  if (known || hash === undefined) return known ?? [];
  const one = listed(call, house, 'tool').find((each) => each.server === server && each.name === tool);
  const parameters = headerParameters(one?.definition.inputSchema) ?? [];
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  if (one) remembered.set(hash, parameters);
  return parameters;
}
