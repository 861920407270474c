import { Client as V2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { Client as V1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as Sse1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

/** A real client that was opened at `origin`, with what it hears beside the answers. */
export type SessionClient = Readonly<{
  /** Undefined where there is none. */
  session: () => string | undefined;
  tools: () => Promise<string[]>;
  /** @returns the result, as JSON; `onProgress` hears each step */
  call: (name: string, args?: object, onProgress?: (step: number) => void) => Promise<string>;
  /** Asks to be told of changes, where that does not go without saying. */
  listen: () => Promise<void>;
  /** How often it was told that its tools are others now. */
  changes: () => number;
  end: () => Promise<void>;
  close: () => Promise<void>;
}>;

export type Opening = (origin: string, token: string) => Promise<SessionClient>;
const about = { name: 'mover', version: '1' };
const capabilities = { elicitation: {} };
const filled = () => ({ action: 'accept' as const, content: { username: 'ada', email: 'a@b' } });
const init = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });
const PATIENCE = { timeout: 30_000 };

const v1 =
  (isSse: boolean): Opening =>
  async (origin, token) => {
    const client = new V1(about, { capabilities });
    let changes = 0;
    client.setRequestHandler(ElicitRequestSchema, filled);
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (changes += 1));
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
    const withToken: typeof fetch = (url, given) => fetch(url, { ...given, headers });
    const overSse = { ...init(token), eventSourceInit: { fetch: withToken } };
    const transport = isSse
      ? new Sse1(new URL(`${origin}/sse`), overSse)
      : new Http1(new URL(`${origin}/mcp`), init(token));
    await client.connect(transport as Parameters<V1['connect']>[0]);
    return {
      session: () => (transport instanceof Http1 ? transport.sessionId : undefined),
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: async (name, args = {}, onProgress) => {
        const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
        const options = { ...PATIENCE, ...(onprogress && { onprogress }) };
        return JSON.stringify(await client.callTool({ name, arguments: { ...args } }, undefined, options));
      },
      changes: () => changes,
      listen: () => Promise.resolve(),
      end: () => (transport instanceof Http1 ? transport.terminateSession() : client.close()),
      close: () => client.close(),
    };
  };

const v2 =
  (mode: 'legacy' | { pin: string }): Opening =>
  async (origin, token) => {
    const client = new V2(about, { capabilities, versionNegotiation: { mode } });
    let changes = 0;
    client.setRequestHandler('elicitation/create', filled);
    client.setNotificationHandler('notifications/tools/list_changed', () => void (changes += 1));
    const transport = new Http2(new URL(`${origin}/mcp`), init(token));
    await client.connect(transport);
    return {
      session: () => transport.sessionId,
      tools: async () => (await client.listTools({}, { cacheMode: 'refresh' })).tools.map(({ name }) => name),
      call: async (name, args = {}, onProgress) => {
        const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
        const options = { ...PATIENCE, ...(onprogress && { onprogress }) };
        return JSON.stringify(await client.callTool({ name, arguments: { ...args } }, options));
      },
      changes: () => changes,
      listen: async () => void (mode === 'legacy' || (await client.listen({ toolsListChanged: true }))),
      end: () => transport.terminateSession(),
      close: () => client.close(),
    };
  };

/** The official clients that have a session of the handshake era. */
export const inSession = {
  'SDK 1.32.2': v1(false),
  'SDK 2.4': v2('legacy'),
} as const satisfies Record<string, Opening>;
export const stateless = v2({ pin: '2026-07-28' });
/** All of them. */
export const everyClient = {
  ...inSession,
  'SDK 1.32.2 over HTTP+SSE': v1(true),
  'SDK 2.4 of the stateless era': stateless,
} as const satisfies Record<string, Opening>;
