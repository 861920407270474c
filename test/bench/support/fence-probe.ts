/**
 * Loaded into each program under test (`node --import`). It notes two kinds of instants and changes nothing: when a call
 * was admitted, which is in the turn in which its first byte goes upstream, after the last question to the fence; and
 * when a write of the fence had committed and was let go by the barrier.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { instant } from './instant.js';

type Sending = { beforeWrite?: () => void };
type Request = (server: string, method: string, params: Record<string, unknown>, sending?: Sending) => Promise<unknown>;
type Settled = (seq: number) => Promise<void>;

/** By what the token of a call begins with, up to its first hyphen. */
let admitted: Record<string, number[]> = {};
let writes: { committed: number; returned: number }[] = [];

const built = (file: string): Promise<Record<string, { prototype: unknown }>> =>
  import(pathToFileURL(path.resolve('dist/libs', file)).href) as Promise<Record<string, { prototype: unknown }>>;

const upstreams = (await built('connectors/src/upstreams.js'))['Upstreams']?.prototype as { request: Request };
const { request } = upstreams;
upstreams.request = function (server, method, params, sending) {
  const token = String((params['arguments'] as { token?: unknown } | undefined)?.token);
  return request.call(this, server, method, params, {
    ...sending,
    beforeWrite: () => {
      sending?.beforeWrite?.();
      (admitted[token.split('-', 1)[0] ?? ''] ??= []).push(instant());
    },
  });
};

const barrier = (await built('fence/src/barrier.js'))['Barrier']?.prototype as { settled: Settled };
const { settled } = barrier;
barrier.settled = async function (seq) {
  const committed = instant();
  await settled.call(this, seq);
  writes.push({ committed, returned: instant() });
};

process.on('message', () => {
  process.send?.({ admitted, writes });
  admitted = {};
  writes = [];
});
