import type { Session } from './session.js';

const SUBSCRIBING_MS = 10_000;

/** Has a session of the handshake era hear of what it did not before, and of no more. A server may refuse any of it. */
export async function subscribe(
  session: Pick<Session, 'request'>,
  known: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const ask = (method: string, uris: readonly string[]) =>
    uris.map((uri) => session.request(method, { uri }, { signal: AbortSignal.timeout(SUBSCRIBING_MS) }));
  await Promise.all([
    ...ask(
      'resources/subscribe',
      [...wanted].filter((uri) => !known.has(uri)),
    ),
    ...ask(
      'resources/unsubscribe',
      [...known].filter((uri) => !wanted.has(uri)),
    ),
  ]);
}
