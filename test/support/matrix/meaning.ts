/** What each side of the protocol puts into results by itself: it says nothing of what the server answered. */
const ofTheProtocol = new Set(['resultType', 'ttlMs', 'cacheScope', 'nextCursor']);
const ofTheProtocolMeta = new Set(['io.modelcontextprotocol/serverInfo', 'progressToken']);

/** A result without what the protocol owns: equal before and behind the gateway. */
export function meaningOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
  return Object.fromEntries(
    Object.entries(result)
      .filter(([name]) => !ofTheProtocol.has(name))
      .map(([name, value]) => [name, name === '_meta' ? bareMeta(value as object) : value])
      .filter(([, value]) => value !== undefined),
  );
}

function bareMeta(meta: object): object | undefined {
  const kept = Object.entries(meta).filter(([name]) => !ofTheProtocolMeta.has(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** Definitions in one order, without `execution`: tasks of the handshake era are not passed on. */
export const listed = (definitions: readonly object[]): Record<string, unknown>[] =>
  definitions
    .map((each) => Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'execution')))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = (definition: Record<string, unknown>): string =>
  String(definition['uri'] ?? definition['uriTemplate'] ?? definition['name']);

/** How a request ended: with its result, or with what the client was told. */
export async function endOf(request: Promise<unknown>): Promise<unknown> {
  try {
    return { result: meaningOf(await request) };
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message: string; data?: unknown };
    return { error: { code, message, ...(data === undefined ? {} : { data }) } };
  }
}
