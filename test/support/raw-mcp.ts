import { createParser } from 'eventsource-parser';

export type Heard = Readonly<{
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}>;

/** One answer over HTTP, as it comes: its messages with the event ids under which they came. */
export type Raw = Readonly<{
  status: number;
  headers: Headers;
  messages: Heard[];
  /** Event ids, of messages and of events without one. */
  ids: string[];
  /** What the first event of another name said. */
  endpoint: () => string | undefined;
  /** Resolves with the first message that fits, once it is there. */
  heard: (fits: (message: Heard) => boolean) => Promise<Heard>;
  /** Resolves when it has ended, whoever ended it. */
  closed: Promise<void>;
  leave: () => void;
}>;

/** A client that speaks HTTP and JSON-RPC and knows nothing of MCP; for what real clients never send. */
export async function raw(url: string, method: string, headers: Record<string, string>, body?: unknown): Promise<Raw> {
  const gone = new AbortController();
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/json, text/event-stream',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: gone.signal,
  });
  const messages: Heard[] = [];
  const ids: string[] = [];
  let endpoint: string | undefined;
  let wake: () => void = () => undefined;
  let isClosed = false;
  const closed = read(answer, ({ id, event, data }) => {
    if (id !== undefined) ids.push(id);
    if (event !== undefined && event !== 'message') endpoint = data;
    else if (data !== '') messages.push(JSON.parse(data) as Heard);
    wake();
  }).finally(() => {
    isClosed = true;
    wake();
  });
  const heard = async (fits: (message: Heard) => boolean): Promise<Heard> => {
    for (;;) {
      const found = messages.find(fits);
      if (found) return found;
      if (isClosed) throw new Error(`the answer ended with ${JSON.stringify(messages)}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const { status, headers: said } = answer;
  return { status, headers: said, messages, ids, endpoint: () => endpoint, heard, closed, leave: () => gone.abort() };
}

type Event = { id?: string | undefined; event?: string | undefined; data: string };

async function read(answer: Response, take: (event: Event) => void): Promise<void> {
  try {
    if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      const text = await answer.text();
      return text === '' ? undefined : take({ data: text });
    }
    const parser = createParser({ onEvent: take });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  } catch {
    // the client left, or the connection was cut: closed all the same
  }
}
