type Json = Record<string, unknown>;
/** An answer as a client understands it; `json` is null when there was none. */
export type Reply = {
  status: number;
  json: { id: unknown; result: Json; error: { code: number; message: string; data?: Json } };
};
/** A client in one conversation, which says what it is told to and waits for the answer. */
export type Speaker = {
  send: (method: string, params: Json, more?: Json) => Promise<Reply>;
  close: () => Promise<void>;
};
/** @param path e.g. `/mcp/files`; the other addresses of the endpoint follow from it */
export type Opening = (origin: string, path: string, bearer: string) => Promise<Speaker>;

export const initializing = {
  protocolVersion: '2025-11-25',
  capabilities: { roots: {} },
  clientInfo: { name: 'speaker', version: '1' },
};
const nameIn: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};
const PATIENCE_MS = 3_000;
const both = 'application/json, text/event-stream';

/** The one message of an answer, or of the stream that it is, that has this id. */
async function replyIn(answer: Response, id: unknown): Promise<Reply> {
  const text = await answer.text();
  const messages = text.startsWith('{')
    ? [JSON.parse(text) as Reply['json']]
    : text
        .split('\n')
        .flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6)) as Reply['json']] : []));
  const json = messages.find((message) => message.id === id || message.id === null) ?? null;
  return { status: answer.status, json: json as Reply['json'] };
}

const post = (url: string, bearer: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${bearer}`,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...body }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

const modern = async (
  origin: string,
  path: string,
  bearer: string,
  capabilities: Json = {},
  extra: Record<string, string> = {},
): Promise<Speaker> => ({
  send: async (method, params, more) => {
    const name = params[nameIn[method] ?? ''];
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
      ...(method === 'tools/call' && extra),
    };
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': capabilities,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    return replyIn(
      await post(`${origin}${path}`, bearer, { method, params: { ...params, _meta }, ...more }, headers),
      1,
    );
  },
  close: async () => undefined,
});

const stateless: Opening = async (origin, path, bearer) => ({
  send: async (method, params, more) => replyIn(await post(`${origin}${path}`, bearer, { method, params, ...more }), 1),
  close: async () => undefined,
});

const inSession: Opening = async (origin, path, bearer) => {
  const url = `${origin}${path}`;
  const begun = await post(url, bearer, { method: 'initialize', params: initializing }, { accept: both });
  await begun.text();
  const headers = { accept: both, 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
  return {
    send: async (method, params, more) => replyIn(await post(url, bearer, { method, params, ...more }, headers), 1),
    close: async () => {
      await fetch(url, { method: 'DELETE', headers: { ...headers, authorization: `Bearer ${bearer}` } });
    },
  };
};

/** HTTP+SSE (MCP 2024-11-05): everything that is said to the client is said on one stream. */
const overSse: Opening = async (origin, path, bearer) => {
  const end = new AbortController();
  const stream = await fetch(`${origin}${path.replace('/mcp', '/sse')}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${bearer}` },
    signal: end.signal,
  });
  const waiting = new Map<unknown, (json: Reply['json']) => void>();
  let told: (url: string) => void = () => undefined;
  const where = new Promise<string>((resolve) => (told = resolve));
  const hear = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of stream.body as unknown as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('data: /')) told(`${origin}${line.slice(6)}`);
        if (!line.startsWith('data: {')) continue;
        const json = JSON.parse(line.slice(6)) as Reply['json'];
        waiting.get(json.id)?.(json);
      }
    }
  };
  void hear().catch(() => undefined); // it ends when we leave
  let next = 0;
  return {
    send: async (method, params, more = {}) => {
      const id = ++next;
      const heard = new Promise<Reply['json'] | null>((resolve) => {
        waiting.set(id, resolve);
        setTimeout(() => resolve(null), 500).unref();
      });
      const answer = await post(await where, bearer, { method, params, ...more, ...('id' in more ? {} : { id }) });
      const direct = await replyIn(answer, id);
      return direct.json || 'id' in more ? direct : { status: 200, json: (await heard) as Reply['json'] };
    },
    close: async () => end.abort(),
  };
};

/** Every way in which a client of some revision speaks to us. */
export const speakers = {
  'a client of 2026-07-28': { era: 'modern', open: modern },
  'a client of 2025-11-25 without a session': { era: 'legacy', open: stateless },
  'a client of 2025-11-25 in a session': { era: 'legacy', open: inSession },
  'a client of 2024-11-05 over HTTP+SSE': { era: 'legacy', open: overSse },
} as const satisfies Record<string, { era: 'legacy' | 'modern'; open: Opening }>;
