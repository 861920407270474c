import { createParser } from 'eventsource-parser';

type Message = Readonly<{
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}>;

/** A tool call that is answered in a stream, as its client sees it. Times are of `performance.now()`. */
export type StreamedCall = Readonly<{
  status: number;
  contentType: string;
  messages: Message[];
  /** When the first message came: from here on the stream is open. */
  begun: Promise<number>;
  /** When the stream had ended, whoever ended it. */
  closed: Promise<number>;
  leave: () => void;
}>;

/** Calls a tool in the handshake era and asks for progress. */
export async function streamedCall(
  url: string,
  token: string,
  name: string,
  args: object,
  { headers = {}, meta = { progressToken: 'mine' } }: { headers?: Record<string, string>; meta?: object } = {},
): Promise<StreamedCall> {
  const gone = new AbortController();
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name, arguments: args, _meta: meta },
    }),
    signal: gone.signal,
  });
  const messages: Message[] = [];
  let begin: (at: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => (begin = resolve));
  const take = (text: string): void => {
    messages.push(JSON.parse(text) as Message);
    begin(performance.now());
  };
  const contentType = answer.headers.get('content-type') ?? '';
  return {
    status: answer.status,
    contentType,
    messages,
    begun,
    closed: read(answer, contentType, take),
    leave: () => gone.abort(),
  };
}

async function read(answer: Response, contentType: string, take: (text: string) => void): Promise<number> {
  try {
    if (!contentType.startsWith('text/event-stream')) {
      take(await answer.text());
      return performance.now();
    }
    const parser = createParser({ onEvent: ({ data }) => take(data) });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  } catch {
    // the client left, or the connection was cut: closed all the same
  }
  return performance.now();
}
