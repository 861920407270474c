import type { Kind } from '@app/access';
import type { Call } from './call.js';
import type { House } from './house.js';
import { callerOf, keyOf, listed } from './listed.js';
import { lists, ownDefinition, publicDefinition } from './naming/definitions.js';

type Fields = Readonly<Record<string, unknown>>;

const PAGE = 500;

/**
 * One page of what the caller may see of a kind. A cursor names the last one that was shown, so that pages stay true
 * when something comes or goes; it is good for the caller, list and endpoint that it was given for.
 * @returns null for a cursor that is none of these
 */
export function paged(call: Call, house: House, kind: Kind, cursor: unknown): Fields | null {
  const after = cursor === undefined ? '' : opened(call, house, kind, cursor);
  if (after === null) return null;
  const rest = listed(call, house, kind).filter((each) => keyOf(each) > after);
  const page = rest.slice(0, PAGE);
  const last = rest.length > PAGE ? page.at(-1) : undefined;
  return {
    [lists[kind].field]: page.map(({ server, name, definition }) =>
      call.server === null ? publicDefinition(kind, server, name, definition) : ownDefinition(kind, definition),
    ),
    ...(last && { nextCursor: given(call, house, kind, keyOf(last)) }),
  };
}

const given = (call: Call, house: House, kind: Kind, key: string): string =>
  `${Buffer.from(key).toString('base64url')}.${mark(call, house, kind, key)}`;

function opened(call: Call, house: House, kind: Kind, cursor: unknown): string | null {
  if (typeof cursor !== 'string') return null;
  const key = Buffer.from(cursor.split('.', 1)[0] ?? '', 'base64url').toString();
  return cursor === given(call, house, kind, key) ? key : null;
}

/** Arguments, which are digested under the same key, begin in another way. */
const mark = (call: Call, house: House, kind: Kind, key: string): string =>
  house.digest(`cursor ${JSON.stringify([callerOf(call), call.server, kind, key])}`);
