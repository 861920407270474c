import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import { type Adapter, Provider } from 'oidc-provider';

type Dispatcher = RequestInit['dispatcher'];

/**
 * Reads what clients say of themselves at their own addresses (CIMD, `jwks_uri`). The library puts a guard on such
 * requests that lets none get to a private or loopback address; it reaches into the runtime for that and, when it
 * fails, only warns. We try the guard at every start, and read nothing without it.
 */
@Injectable()
export class ClientDocuments {
  private readonly logger = new Logger(ClientDocuments.name);

  /** @param options as the library made them: they carry the guard */
  async read(url: string | URL | Request, options: RequestInit = {}): Promise<Response> {
    if (options.dispatcher === undefined) throw new Error('a client document is not read without the guard');
    return fetch(url, options);
  }

  /** Whether the guard keeps a request from a listener on this machine. */
  async isGuarded(): Promise<boolean> {
    const dispatcher = await guardOf();
    const kept = dispatcher !== undefined && (await keepsOff(dispatcher));
    if (!kept) this.logger.error('client metadata documents are not read: requests to private addresses get through');
    return kept;
  }
}

/** What the library puts into requests of its own, found by letting it make one that goes nowhere. */
async function guardOf(): Promise<Dispatcher> {
  let guard: Dispatcher;
  const probe = new Provider('https://probe.invalid', {
    jwks: { keys: [] },
    adapter: () => nothing,
    fetch: (_url, options) => {
      guard = options?.dispatcher;
      return Promise.reject(new Error('a probe'));
    },
    features: {
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02', allowFetch: () => true },
      devInteractions: { enabled: false },
    },
  });
  // always refused: it is asked for only to see what it would have been sent with
  await probe.Client.find('https://client.invalid/document').catch(() => undefined);
  // behind an egress proxy the guard sees the proxy's address only
  return guard?.constructor?.name === 'Agent' ? guard : undefined;
}

const none = (): Promise<undefined> => Promise.resolve(undefined);
/** For a server that serves nobody. */
const nothing: Adapter = {
  find: none,
  findByUid: none,
  findByUserCode: none,
  upsert: none,
  consume: none,
  destroy: none,
  revokeByGrantId: none,
};

async function keepsOff(dispatcher: Dispatcher): Promise<boolean> {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const control = await fetch(`http://127.0.0.1:${port}/`).then(({ ok }) => ok);
    const answers = await Promise.allSettled(
      ['127.0.0.1', 'localhost'].map((host) => fetch(`http://${host}:${port}/`, { ...(dispatcher && { dispatcher }) })),
    );
    return control && hits === 1 && answers.every(({ status }) => status === 'rejected');
  } finally {
    await close(server);
  }
}

const close = (server: Server): Promise<unknown> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};
