import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Metrics } from '@app/telemetry';

type Listening = Readonly<{ port: number; close(): Promise<void> }>;

/** `GET /metrics` on a port of its own, so that a firewall can keep apart what the protocol itself does not. */
export async function listenForMetrics(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  port: number,
  host: string,
): Promise<Listening> {
  const server = createServer((request, response) => void answer(metrics, request, response));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? port) : port, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

async function answer(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end();
  if (method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
