/**
 * A bare proxy: `node:http` in, undici's `dispatch` out, bytes as they are, nothing read, nothing decided. What a gateway
 * written in Node costs beyond this is what it does. `node raw-proxy.js <upstream>` tells its port over IPC.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';

const target = new URL(process.argv[2] ?? '');
const pool = new Pool(target.origin, { connections: 64 });
const dropped = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);
type Headers = Record<string, string | string[] | undefined>;
const kept = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));

class Back implements Dispatcher.DispatchHandler {
  constructor(private readonly response: ServerResponse) {}
  onRequestStart(): void {}
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status >= 200) this.response.writeHead(status, kept(headers));
  }
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.response.write(chunk);
  }
  onResponseEnd(): void {
    this.response.end();
  }
  onResponseError(): void {
    this.response.destroy();
  }
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const method = (request.method ?? 'POST') as Dispatcher.HttpMethod;
    const headers = kept(request.headers);
    pool.dispatch({ path: target.pathname, method, headers, body: Buffer.concat(parts) }, new Back(response));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
