import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type Server, createServer, request } from 'node:http';
import { createServer as createProbe } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** One request as an upstream saw it. */
export type Seen = { headers: IncomingHttpHeaders; body: string };
export type Upstream = { url: string; seen: Seen[]; stop: () => Promise<void> };

/** A program of an installed package, run by this Node. */
export const programOf = (name: string, ...args: string[]) => ({
  program: process.execPath,
  args: [
    fileURLToPath(new URL(`../../node_modules/@modelcontextprotocol/${name}/dist/index.js`, import.meta.url)),
    ...args,
  ],
});

/** A server of the modern era only, which writes down what reaches it. */
export async function startModern(): Promise<Upstream> {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'modern-fixture', version: '1.0.0' });
      server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) => ({
        content: [{ type: 'text', text: String(a + b) }],
      }));
      server.registerTool(
        'slow',
        { inputSchema: z.object({ ms: z.number() }) },
        async ({ ms }, { mcpReq: { signal } }) => {
          await pause(ms, undefined, { signal });
          return { content: [{ type: 'text', text: 'done' }] };
        },
      );
      server.registerTool(
        'tick',
        { inputSchema: z.object({ every: z.number(), times: z.number() }) },
        async ({ every, times }, { mcpReq: { signal, _meta, notify } }) => {
          const { progressToken } = _meta ?? {};
          for (let progress = 1; progress <= times; progress++) {
            const params = { progressToken: progressToken ?? 0, progress, total: times, message: `step ${progress}` };
            if (progressToken !== undefined) await notify({ method: 'notifications/progress', params });
            await pause(every, undefined, { signal });
          }
          return { content: [{ type: 'text', text: `ticked ${times} times` }] };
        },
      );
      return server;
    },
    { legacy: 'reject' },
  );
  const serve = toNodeHandler(handler);
  return listen((headers, body, incoming, outgoing) =>
    serve(incoming as NodeIncomingMessageLike, outgoing, body === '' ? undefined : JSON.parse(body)),
  );
}

/** A server of the handshake era that says just what it is told to, unknown fields included. */
export async function startCanned(
  result: (name: string) => object,
  tools: readonly object[] = [],
): Promise<Upstream & { hang: boolean }> {
  const state = { hang: false };
  const upstream = await listen((_, body, __, outgoing) => {
    if (body === '') return outgoing.writeHead(405).end();
    const { id, method, params } = JSON.parse(body) as { id?: number; method: string; params?: { name: string } };
    if (id === undefined) return outgoing.writeHead(202).end();
    if (method === 'tools/call' && state.hang) return undefined;
    const answers: Record<string, object> = {
      initialize: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'canned', version: '1' },
      },
      'tools/list': { tools },
      'tools/call': result(params?.name ?? ''),
    };
    const answer = answers[method]
      ? { result: answers[method] }
      : { error: { code: -32601, message: 'Method not found' } };
    return outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  });
  return Object.assign(state, upstream);
}

/** The real `server-everything`, behind a proxy that writes down what reaches it. */
export async function startEverything(): Promise<Upstream & { restart: () => Promise<void> }> {
  const port = await freePort();
  let child = await startChild(port);
  const upstream = await listen((headers, body, incoming, outgoing) => {
    const onward = request({ port, host: '127.0.0.1', path: '/mcp', method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders(); // a stream is open before its first event
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  return {
    ...upstream,
    restart: async () => {
      await stopChild(child);
      child = await startChild(port);
    },
    stop: async () => {
      await stopChild(child);
      await upstream.stop();
    },
  };
}

async function startChild(port: number): Promise<ChildProcess> {
  const { program, args } = programOf('server-everything', 'streamableHttp');
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], PORT: String(port) }, stdio: 'ignore' });
  for (let attempt = 0; attempt < 200; attempt++) {
    const up = await fetch(`http://127.0.0.1:${port}/mcp`).then(
      () => true,
      () => false,
    );
    if (up) return child;
    await pause(50);
  }
  throw new Error('server-everything did not start');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

type Handler = (
  headers: IncomingHttpHeaders,
  body: string,
  ...pair: Parameters<Parameters<typeof createServer>[1] & object>
) => unknown;

async function listen(handle: Handler): Promise<Upstream> {
  const seen: Seen[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      seen.push({ headers: incoming.headers, body });
      handle(incoming.headers, body, incoming, outgoing);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}/mcp`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const portOf = (server: { address(): unknown }): number => (server.address() as { port: number }).port;

async function freePort(): Promise<number> {
  const probe = createProbe().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = portOf(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
