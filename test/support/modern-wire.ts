import { BEARER } from './mcp-world.js';

type Fields = Readonly<Record<string, unknown>>;
type Answered = Readonly<{
  status: number;
  result: Fields & { inputRequests?: Record<string, { method: string; params: Fields }>; requestState?: string };
  error: { code: number; message: string; data?: unknown };
}>;

const meta = (name: string): string => `io.modelcontextprotocol/${name}`;
export const everything = { elicitation: {}, sampling: {}, roots: {} } as const;
let lastId = 0;

/** A client of the stateless era that is nothing but its requests; what it gets is read out of a body or a stream. */
export const modernWire =
  (url: string, capabilities: Fields = everything, bearer = BEARER) =>
  async (method: string, params: Fields, { signal }: { signal?: AbortSignal } = {}): Promise<Answered> => {
    const named = [params['name'], params['uri'], params['taskId']].find((each) => typeof each === 'string');
    const own = { [meta('protocolVersion')]: '2026-07-28', [meta('clientCapabilities')]: capabilities };
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(named === undefined ? {} : { 'mcp-name': named }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: (lastId += 1), method, params: { ...params, _meta: own } }),
      ...(signal && { signal }),
    });
    const text = await answer.text();
    const last = text.startsWith('{') ? text : text.slice(text.lastIndexOf('data: ') + 6);
    return { status: answer.status, ...(JSON.parse(last) as Omit<Answered, 'status'>) };
  };
