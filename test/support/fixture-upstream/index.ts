import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import {
  type NodeIncomingMessageLike,
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { LegacySessions } from './legacy-sessions.js';
import { makeServer } from './make-server.js';
import type { Change, Hooks } from './part.js';

/** Which eras are served; the other one is refused as a server that knows nothing of it does. */
export type Serves = 'modern' | 'legacy' | 'dual';

/** One request as the fixture saw it; `method` is of HTTP, `body` as it came. */
export type SeenRequest = Readonly<{ method: string; headers: IncomingHttpHeaders; body: string }>;

export type Fixture = Readonly<{
  url: string;
  seen: SeenRequest[];
  /** What tools tell beside the protocol: `wait cancelled`. */
  notes: string[];
  announce: (change: Change) => void;
  sessions: LegacySessions;
  /** Breaks every connection; the server stays. */
  cut: () => void;
  stop: () => Promise<void>;
}>;

/** The fixture upstream over Streamable HTTP, on a free port of this machine. */
export async function startFixture(serves: Serves, port = 0): Promise<Fixture> {
  const shown = { tools: true, prompts: true };
  const announce = (change: Change): void => {
    if (typeof change === 'string') shown[change] = !shown[change];
    sessions.announce(change);
    if (change === 'tools') modern.notify.toolsChanged();
    else if (change === 'prompts') modern.notify.promptsChanged();
    else modern.notify.resourceUpdated(change.resource);
  };
  const notes: string[] = [];
  const hooks: Hooks = { announce, shown, note: (happened) => void notes.push(happened) };
  const sessions = new LegacySessions(hooks);
  const modern = createMcpHandler(() => makeServer('modern', hooks).server, { legacy: 'reject' });
  const serveModern = toNodeHandler(modern);
  const seen: SeenRequest[] = [];
  const [hostIsOurs, originIsOurs] = [localhostHostValidation(), localhostOriginValidation()];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: incoming.method ?? '', headers: incoming.headers, body });
      if (!hostIsOurs(incoming, outgoing) || !originIsOurs(incoming, outgoing)) return;
      const parsed = body === '' ? undefined : parse(body);
      const route = async (): Promise<void> => {
        const goesLegacy =
          serves === 'legacy' ||
          (serves === 'dual' && (await isLegacyRequest(await toWebRequest(like(incoming), parsed), parsed)));
        await (goesLegacy
          ? sessions.handle(incoming, outgoing, parsed)
          : serveModern(like(incoming), outgoing, parsed));
      };
      route().catch((error: unknown) => outgoing.destroy(error as Error));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`,
    seen,
    notes,
    announce,
    sessions,
    cut: () => server.closeAllConnections(),
    stop: async () => {
      await modern.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const like = (incoming: unknown): NodeIncomingMessageLike => incoming as NodeIncomingMessageLike;

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
