import { type ToolDefinition, definitionHash, identifierOf } from './definition.js';
import { isSound } from './soundness.js';
import { type Kind, kinds } from './words.js';

/**
 * What a server was found to offer. A kind that is not there was not asked for; of one that is null nothing could be read,
 * and what it shows later it has shown too late to be approved with the server.
 */
export type Offered = Partial<Readonly<Record<Kind, readonly ToolDefinition[] | null>>>;
export type SeenDefinition = Readonly<{ kind: Kind; name: string; hash: string; definition: ToolDefinition }>;
/** `leftOut`: names that may not enter the catalog, because they are not sound or stand for two things at once. */
export type Seen = Readonly<{
  asked: readonly Kind[];
  kinds: readonly Kind[];
  byKey: ReadonlyMap<string, SeenDefinition>;
  leftOut: readonly string[];
}>;

export const keyOf = ({ kind, name }: Readonly<{ kind: Kind; name: string }>): string => `${kind} ${name}`;

/** Two different definitions of one name: which of them a call would reach is the server's secret, so neither counts. */
export function seenIn(offered: Offered): Seen {
  const byKey = new Map<string, SeenDefinition>();
  const leftOut = new Set<string>();
  for (const kind of kinds) {
    for (const definition of offered[kind] ?? []) {
      const name = identifierOf(kind, definition);
      const key = keyOf({ kind, name });
      if (!isSound(definition, kind)) leftOut.add(key);
      else {
        const hash = definitionHash(definition, kind);
        if ((byKey.get(key)?.hash ?? hash) !== hash) leftOut.add(key);
        byKey.set(key, { kind, name, hash, definition });
      }
    }
  }
  for (const key of leftOut) byKey.delete(key);
  const asked = kinds.filter((kind) => offered[kind] !== undefined);
  return { asked, kinds: asked.filter((kind) => offered[kind] !== null), byKey, leftOut: shown([...leftOut]) };
}

const MOST_SHOWN = 100;

/** Names that came from a server, so that people can be shown them: plain, short and not many. */
export const shown = (names: readonly string[]): string[] =>
  names.slice(0, MOST_SHOWN).map((name) => name.slice(0, 200).replace(/[^\x20-\x7e]/g, '?'));
