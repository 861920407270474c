import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundedText } from '@app/kernel';
import { type Witness, cosign } from './signed-log.js';

type Stored = Readonly<{ body: string; headers: Readonly<Record<string, unknown>> }>;

/** An object store that keeps every version and overwrites nothing that is locked. */
export async function objectStore() {
  const objects = new Map<string, Stored[]>();
  const state = { isDown: false };
  const server = createServer((request, answer) => {
    void (async () => {
      const body = (await boundedText(request, 1_000_000)) ?? '';
      const name = request.url ?? '';
      const versions = objects.get(name) ?? [];
      if (state.isDown) return answer.writeHead(503).end();
      if (request.headers.authorization !== 'Bearer upload') return answer.writeHead(403).end();
      if (request.method === 'GET') {
        const last = versions.at(-1);
        return last ? answer.writeHead(200).end(last.body) : answer.writeHead(404).end();
      }
      const digest = createHash('md5').update(body).digest('base64');
      if (request.headers['content-md5'] !== digest) return answer.writeHead(400).end();
      if (request.headers['if-none-match'] === '*' && versions.length > 0) return answer.writeHead(412).end();
      objects.set(name, [...versions, { body, headers: request.headers }]);
      return answer.writeHead(200, { 'x-amz-version-id': `v${versions.length + 1}` }).end();
    })();
  });
  return { objects, state, ...(await listening(server)) };
}

type Seen = Readonly<{ size: number; root: Buffer }>;

/** A witness as C2SP tlog-witness v1 describes it; it checks consistency along the recursion of RFC 6962 §2.1.2. */
export async function witnessServer(who: Witness) {
  const state: { seen: Seen; lies: 'no' | 'other-note' | 'nothing' } = {
    seen: { size: 0, root: createHash('sha256').digest() },
    lies: 'no',
  };
  const requests: string[] = [];
  const server = createServer((request, answer) => {
    void (async () => {
      const body = (await boundedText(request, 1_000_000)) ?? '';
      requests.push(body);
      const [head, note] = [body.slice(0, body.indexOf('\n\n')), body.slice(body.indexOf('\n\n') + 2)];
      const [first = '', ...proof] = head.split('\n');
      const old = Number(first.slice('old '.length));
      const [, sizeText = '', rootText = ''] = note.split('\n');
      const now = { size: Number(sizeText), root: Buffer.from(rootText, 'base64') };
      if (old !== state.seen.size) {
        return answer.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${state.seen.size}\n`);
      }
      if (
        !continues(
          state.seen,
          now,
          proof.map((hash) => Buffer.from(hash, 'base64')),
        )
      ) {
        return answer.writeHead(old === now.size ? 409 : 422).end();
      }
      state.seen = now;
      if (state.lies === 'nothing') return answer.writeHead(200).end('');
      return answer.writeHead(200).end(cosign(state.lies === 'no' ? note : note.replace(sizeText, '1'), who));
    })();
  });
  return { requests, state, ...(await listening(server)) };
}

function continues(old: Seen, now: Seen, proof: Buffer[]): boolean {
  if (old.size > now.size) return false;
  if (old.size === now.size) return proof.length === 0 && old.root.equals(now.root);
  if (old.size === 0) return proof.length === 0;
  const node = (left: Buffer, right: Buffer) => createHash('sha256').update(Buffer.concat([Buffer.from([1]), left, right])).digest(); // prettier-ignore
  const rebuild = (from: number, size: number, isWhole: boolean): [Buffer, Buffer] => {
    if (from === size) {
      const same = isWhole ? old.root : (proof.shift() ?? Buffer.alloc(0));
      return [same, same];
    }
    let half = 1;
    while (half * 2 < size) half *= 2;
    const [before, after] = from <= half ? rebuild(from, half, isWhole) : rebuild(from - half, size - half, false);
    const sibling = proof.shift() ?? Buffer.alloc(0);
    return from <= half ? [before, node(after, sibling)] : [node(sibling, before), node(sibling, after)];
  };
  const [before, after] = rebuild(old.size, now.size, true);
  return proof.length === 0 && before.equals(old.root) && after.equals(now.root);
}

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}
