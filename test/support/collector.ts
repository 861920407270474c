import { once } from 'node:events';
import { createServer } from 'node:http';

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
type Attribute = { key: string; value: Value };
type Sent = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status?: { code?: number; message?: string };
};
export type CollectedSpan = Omit<Sent, 'attributes'> & { attributes: Record<string, unknown> };

/** A collector that takes OTLP over HTTP in JSON, or is as slow or as broken as it is told to be. */
export async function startCollector() {
  const state: { isSilent: boolean; status: number } = { isSilent: false, status: 200 };
  const bodies: string[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (part: string) => (body += part));
    incoming.on('end', () => {
      bodies.push(JSON.stringify(incoming.headers) + body);
      if (state.isSilent) return;
      if (state.status === 200) spans.push(...spansIn(body));
      outgoing.writeHead(state.status, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const spans: CollectedSpan[] = [];
  const { port } = server.address() as { port: number };
  return Object.assign(state, {
    /** As they came, with their headers. */
    bodies,
    spans,
    endpoint: `http://127.0.0.1:${port}`,
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function spansIn(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
  const sent = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  return sent.map((span) => ({
    ...span,
    attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  }));
}
