import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Bootstrap, SignInLinks } from '@app/auth';
import { Readiness } from '@app/gateway';
import { system } from '@app/kernel';
import { Backlog } from '@app/ledger';
import { Metrics } from '@app/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';
import { listenForMetrics } from '../../apps/cli/src/metrics-listener.js';
import { WorkerMetrics } from '../../apps/worker/src/worker-metrics.js';
import { tokenOf } from '../bench/support/token.js';
import { effort } from '../support/effort.js';
import { agentForAll } from '../support/agent-for-all.js';
import { type CollectedSpan, startCollector } from '../support/collector.js';
import { freshDatabase, run } from '../support/database.js';
import { type Echoing, startEchoing } from '../support/echoing-upstream.js';
import { BEARER, openGateway } from '../support/mcp-world.js';
import { pathTo } from '../support/pg-proxy.js';
import { openWholeHouse } from '../support/whole-house.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${PARENT}-01`;

type Fields = Record<string, unknown>;
type Described = { name: string; help: string; type: string; labelNames: string[] };
const byName = (a: string[], b: string[]): number => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1);
const closing: (() => Promise<unknown>)[] = [];
let collector: Awaited<ReturnType<typeof startCollector>>;
let upstream: Echoing;
let house: Awaited<ReturnType<typeof openObserved>>;

/** A house with one server and an agent that may call all of its tools but one. */
async function openObserved(endpoint: string) {
  const opened = await openWholeHouse({
    fenceLeaseMs: 20_000,
    privateAddresses: true,
    tracing: { url: `${endpoint}/v1/traces`, ratio: 1 },
  });
  const { personId } = await opened.app.get(Bootstrap).admin('root@example.com');
  const { secret } = await opened.app.get(SignInLinks).issue(system('test'), personId);
  const admin = await WebClient.signIn(`${opened.url}/sign-in#${secret}`);
  const agent = await agentForAll(admin, opened.url, [{ name: 'files', transport: 'http', url: upstream.url }]);
  const token = await tokenOf(agent, opened.url);
  const metrics = await listenForMetrics(opened.app.get(Metrics, { strict: false }), 0, '127.0.0.1');
  const post = async (method: string, params: Fields, headers: Record<string, string> = {}, id: unknown = 1) => {
    const answer = await fetch(`${opened.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return {
    ...opened,
    agent,
    post,
    call: (tool: string, params: Fields = {}, headers: Record<string, string> = {}) =>
      post('tools/call', { name: `files__${tool}`, arguments: { a: 1 }, ...params }, headers),
    scrape: async () => (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text(),
    metrics: `http://127.0.0.1:${metrics.port}`,
    close: async () => {
      await metrics.close();
      await opened.close();
    },
  };
}

beforeAll(async () => {
  collector = await startCollector();
  upstream = await startEchoing();
  house = await openObserved(collector.endpoint);
  closing.push(collector.stop, upstream.stop, house.close);
}, 120_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
}, 60_000);

/** The value of one series; undefined when it is not there. */
function valueIn(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text.split('\n').find((each) => {
    const [, series = '', said = ''] = /^(\w+)(?:\{(.*)\})? /.exec(each) ?? [];
    const known = Object.fromEntries([...said.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    return series === name && Object.entries(labels).every(([key, value]) => known[key] === value);
  });
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}
const seriesIn = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('surety_calls_total{'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));

describe('metrics', () => {
  it('count real calls by server, tool, class of agent, decision and code [telemetry.metrics.calls]', async () => {
    for (let times = 0; times < 3; times++) await house.call('do');
    await house.call('fail');
    await house.call('refuse');
    await house.post('tools/call', { name: 'files__nothing', arguments: {} });
    await fetch(`${house.url}/mcp`, { method: 'POST', headers: { authorization: 'Bearer nonsense' }, body: '{}' });
    await fetch(`${house.url}/mcp`, {
      method: 'POST',
      headers: { authorization: 'Bearer nonsense', 'content-type': 'application/json' },
      body: '{}',
    });
    const text = await house.scrape();
    const ok = { server: 'files', tool: 'do', agent_class: 'autonomous', decision: 'allow', code: 'allowed' };
    expect(valueIn(text, 'surety_calls_total', ok)).toBe(3);
    expect(valueIn(text, 'surety_calls_total', { ...ok, tool: 'fail' })).toBe(1);
    const nobody = { server: '', tool: '', agent_class: 'unknown' };
    expect(valueIn(text, 'surety_calls_total', { ...nobody, decision: 'none', code: 'token.invalid' })).toBe(1);
    expect(valueIn(text, 'surety_calls_total', { ...nobody, code: 'http_415' })).toBe(1);
    const unknown = { server: '', tool: '', agent_class: 'autonomous', decision: 'deny' };
    expect(valueIn(text, 'surety_calls_total', unknown)).toBe(1);
    expect(valueIn(text, 'surety_call_outcomes_total', { server: 'files', outcome: 'ok' })).toBe(3);
    expect(valueIn(text, 'surety_call_outcomes_total', { server: 'files', outcome: 'tool_error' })).toBe(1);
    expect(valueIn(text, 'surety_call_outcomes_total', { server: 'files', outcome: 'protocol_error' })).toBe(1);
    expect(valueIn(text, 'surety_call_seconds_count', { server: 'files' })).toBe(5);
    expect(valueIn(text, 'surety_upstream_seconds_count', { server: 'files' })).toBe(5);
  });

  it('say how the house stands when they are asked for [telemetry.metrics.house]', async () => {
    const before = upstream.received.length;
    const call = house.call('hang');
    await expect.poll(() => upstream.received.slice(before).some(({ params }) => params['name'] === 'hang')).toBe(true);
    const text = await house.scrape();
    expect(valueIn(text, 'surety_open_calls')).toBe(1);
    expect(valueIn(text, 'surety_upstream_in_flight', { server: 'files' })).toBe(1);
    expect(valueIn(text, 'surety_upstream_shut', { server: 'files' })).toBe(0);
    expect(valueIn(text, 'surety_upstream_waiting', { server: 'files' })).toBe(0);
    expect(valueIn(text, 'surety_fence_fresh')).toBe(1);
    expect(valueIn(text, 'surety_fence_age_seconds')).toBeLessThan(20);
    expect(valueIn(text, 'surety_fence_seq')).toBeGreaterThan(0);
    expect(valueIn(text, 'surety_ledger_writable')).toBe(1);
    expect(valueIn(text, 'surety_ledger_waiting')).toBe(0);
    expect(valueIn(text, 'surety_open_streams')).toBe(0);
    expect(valueIn(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    upstream.release();
    await call;
    await expect.poll(async () => valueIn(await house.scrape(), 'surety_open_calls')).toBe(0);
  });

  it('see streams and sessions while they are there [telemetry.metrics.streams]', async () => {
    const headers = {
      authorization: `Bearer ${await tokenOf(house.agent, house.url)}`,
      accept: 'application/json, text/event-stream',
    };
    const begun = await fetch(`${house.url}/mcp`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
      }),
    });
    const session = { ...headers, 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
    const leaving = new AbortController();
    await fetch(`${house.url}/mcp`, { headers: session, signal: leaving.signal });
    const text = await house.scrape();
    expect(valueIn(text, 'surety_open_streams')).toBe(1);
    expect(valueIn(text, 'surety_active_sessions')).toBe(1);
    leaving.abort();
    await expect.poll(async () => valueIn(await house.scrape(), 'surety_open_streams')).toBe(0);
  });

  it('do not grow with what clients make up: tools, methods, servers, tokens, ids [telemetry.metrics.bounded]', async () => {
    const madeUp = async (name: string): Promise<void> => {
      await house.post('tools/call', { name: `files__${name}`, arguments: {} });
      await house.post('tools/call', { name: `${name}__do`, arguments: {} });
      await house.post(`method/${name}`, {}, {}, name);
      await house.post('tools/list', {}, { authorization: `Bearer ${name}`, 'mcp-protocol-version': name });
    };
    await madeUp('first');
    const before = seriesIn(await house.scrape());
    for (let batch = 0; batch < 20; batch++) {
      const names = Array.from({ length: 50 }, (_, number) => `made-up-${batch}-${number}`);
      await Promise.all(names.map((name) => house.post('tools/call', { name: `files__${name}`, arguments: {} })));
      await madeUp(`made-up-${batch}`);
    }
    const text = await house.scrape();
    expect(seriesIn(text)).toEqual(before);
    expect(before.length).toBeGreaterThan(3);
    expect(text).not.toContain('made-up');
  });

  it('are told at a port of their own and nowhere else [telemetry.metrics.port]', async () => {
    const asked = await Promise.all(
      ['/', '/metrics/', '/mcp', '/healthz'].map((path) => fetch(`${house.metrics}${path}`)),
    );
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await fetch(`${house.metrics}/metrics`, { method: 'POST' })).status).toBe(405);
    const told = await fetch(`${house.metrics}/metrics?debug=1`);
    expect([told.status, told.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(await (await fetch(`${house.url}/metrics`)).text()).not.toContain('surety_calls_total');
  });
});

const spanOf = async (find: (span: CollectedSpan) => boolean): Promise<CollectedSpan> => {
  await expect.poll(() => collector.spans.some(find), { timeout: 10_000 }).toBe(true);
  return collector.spans.find(find)!;
};
const received = (): Fields | undefined =>
  upstream.received.findLast(({ method }) => method === 'tools/call')?.params['_meta'] as Fields | undefined;

describe('traces', () => {
  it('hang below the span of the client, and what the upstream does below ours [telemetry.trace.parent]', async () => {
    await house.call('do', { _meta: { traceparent, tracestate: 'vendor=1' } });
    const sent = received();
    const span = await spanOf(({ traceId }) => traceId === TRACE);
    expect(span).toMatchObject({ name: 'tools/call do', kind: 2, parentSpanId: PARENT });
    expect(sent).toMatchObject({ traceparent: `00-${TRACE}-${span.spanId}-01`, tracestate: 'vendor=1' });
    expect(span.attributes).toMatchObject({
      'mcp.method.name': 'tools/call',
      'mcp.protocol.version': '2025-11-25',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'do',
      'jsonrpc.request.id': '1',
      'surety.server': 'files',
      'surety.agent_id': house.agent.id,
      'surety.decision': 'allow',
      'surety.code': 'allowed',
    });
    expect(span.attributes).not.toHaveProperty(['error.type']);
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThan(BigInt(span.startTimeUnixNano));
  });

  it('come from the headers where _meta says nothing good [telemetry.trace.header]', async () => {
    const other = TRACE.replace('0af', '1af');
    await house.call(
      'do',
      { _meta: { traceparent: 'nonsense', tracestate: 'stray=1' } },
      {
        traceparent: `00-${other}-${PARENT}-01`,
      },
    );
    const sent = received();
    const span = await spanOf(({ traceId }) => traceId === other);
    expect(span.parentSpanId).toBe(PARENT);
    expect(sent?.['traceparent']).toBe(`00-${other}-${span.spanId}-01`);
    expect(sent).not.toHaveProperty('tracestate');
  });

  it('begin here where nobody says anything, and a client that is not sampled stays so [telemetry.trace.sampled]', async () => {
    await house.call('do');
    const sent = String(received()?.['traceparent']);
    const span = await spanOf(({ spanId }) => sent.includes(spanId));
    expect(span.parentSpanId ?? '').toBe('');
    const quiet = TRACE.replace('0af', '2af');
    await house.call('do', { _meta: { traceparent: `00-${quiet}-${PARENT}-00` } });
    expect(String(received()?.['traceparent'])).toMatch(new RegExp(`^00-${quiet}-[0-9a-f]{16}-00$`));
    await house.call('do');
    const next = String(received()?.['traceparent']);
    await spanOf(({ spanId }) => next.includes(spanId));
    expect(collector.spans.some(({ traceId }) => traceId === quiet)).toBe(false);
  });

  it.each([
    ['fail', 'tool_error', undefined],
    ['refuse', '-32603', '-32050'],
    ['break', 'upstream.lost', undefined],
    ['garble', 'upstream.unusable', undefined],
  ])('say what went wrong with %s in words that there are few of [telemetry.trace.error]', async (tool, type, rpc) => {
    await house.call(tool);
    const span = await spanOf(({ name }) => name === `tools/call ${tool}`);
    expect(span.attributes['error.type']).toBe(type);
    expect(span.attributes['rpc.response.status_code']).toBe(rpc);
    expect(span.status).toEqual({ code: 2 });
  });

  it('of refusals say what the ledger says, and name no tool that nobody knows [telemetry.trace.refused]', async () => {
    const trace = TRACE.replace('0af', '3af');
    await house.post('tools/call', {
      name: 'files__made-up',
      arguments: {},
      _meta: { traceparent: `00-${trace}-${PARENT}-01` },
    });
    const span = await spanOf(({ traceId }) => traceId === trace);
    expect(span.name).toBe('tools/call');
    expect(span.attributes).toMatchObject({ 'surety.decision': 'deny', 'error.type': expect.any(String) as string });
    expect(JSON.stringify(span)).not.toContain('made-up');
  });

  it('that are off let the context of the client through as it came, unless it is malformed [telemetry.trace.off]', async () => {
    const gateway = await openGateway([{ name: 'files', url: upstream.url }]);
    try {
      await gateway.discover('files');
      gateway.facts.allow('files do');
      const sentFor = async (_meta: Fields | undefined, headers: Record<string, string> = {}) => {
        await fetch(gateway.url, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${BEARER}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            ...headers,
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'files__do', arguments: {}, ...(_meta && { _meta }) },
          }),
        });
        const { 'io.modelcontextprotocol/protocolVersion': _, ...all } = received() ?? {};
        return Object.fromEntries(Object.entries(all).filter(([key]) => !key.includes('/')));
      };
      expect(await sentFor({ traceparent, tracestate: 'a=1', vendor: 7 })).toEqual({
        traceparent,
        tracestate: 'a=1',
        vendor: 7,
      });
      expect(await sentFor({ traceparent: `${traceparent}-more`, tracestate: 'a=1', vendor: 7 })).toEqual({
        vendor: 7,
      });
      expect(await sentFor({ traceparent: 'x\r\ny' })).toEqual({});
      expect(await sentFor({ tracestate: 'a=1' })).toEqual({});
      expect(await sentFor(undefined, { traceparent })).toEqual({ traceparent });
      expect(await sentFor(undefined)).toEqual({});
    } finally {
      await gateway.close();
    }
  });

  it.each(['silent', 'refusing', 'gone'].slice(0, effort < 0.1 ? 1 : 3))(
    'change nothing for calls when the collector is %s, nor keep the house from stopping [telemetry.trace.dead]',
    async (how) => {
      const bad = await startCollector();
      Object.assign(bad, { isSilent: how === 'silent', status: how === 'refusing' ? 503 : 200 });
      if (how === 'gone') await bad.stop();
      const other = await openObserved(bad.endpoint);
      const statuses: number[] = [];
      const took: number[] = [];
      const end = performance.now() + 2_500; // beyond the first attempts to send
      while (performance.now() < end) {
        const from = performance.now();
        const { status } = await other.call('do');
        statuses.push(status);
        took.push(performance.now() - from);
        await pause(20);
      }
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)]).toBeLessThan(100);
      const text = await other.scrape();
      expect(valueIn(text, 'surety_spans_made')).toBeGreaterThanOrEqual(took.length);
      expect(valueIn(text, 'surety_spans_sent')).toBe(0);
      const from = performance.now();
      await other.close();
      expect(performance.now() - from).toBeLessThan(15_000);
      if (how !== 'gone') await bad.stop();
    },
    60_000,
  );
});

describe('docs/observability.md', () => {
  const page = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
  const rowsOf = (first: RegExp): string[][] =>
    page
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .filter(([, name = '']) => first.test(name))
      .map((cells) => cells.slice(1, -1));

  it('has every metric, with its labels, as the program has it [telemetry.docs.metrics]', async () => {
    const ofWorker = new Metrics();
    const backlog = house.app.get(Backlog);
    new WorkerMetrics(ofWorker, backlog);
    expect(valueIn(await ofWorker.text(), 'surety_sequencer_waiting')).toBeGreaterThan(0);
    expect(valueIn(await ofWorker.text(), 'surety_sequencer_oldest_seconds')).toBeGreaterThan(0);
    const registries = [house.app.get(Metrics, { strict: false }).registry, ofWorker.registry];
    const told = registries.flatMap((registry) => registry.getMetricsAsArray());
    const rows = told
      .filter(({ name }) => name.startsWith('surety_'))
      .map((metric) => {
        const { name, help, type, labelNames } = metric as unknown as Described;
        return [name, type, labelNames.join(', '), help];
      });
    expect(rows.length).toBeGreaterThan(15);
    expect(rowsOf(/^surety_/).toSorted(byName)).toEqual(rows.toSorted(byName));
  });

  it('has every attribute of a span, and no other [telemetry.docs.attributes]', () => {
    const seen = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    // of what the server here has none
    const others = ['gen_ai.prompt.name', 'mcp.resource.uri', 'surety.resource_template'];
    const documented = rowsOf(/^[a-z_]+\.[a-z_.]+$/).map(([name]) => name);
    const codes = ['fence.not-fresh', 'gateway.stopping', 'ledger.unavailable', 'database.unavailable'];
    expect(seen.size).toBeGreaterThan(10);
    const told = documented.filter((name) => !codes.includes(name ?? ''));
    expect(new Set(told)).toEqual(new Set([...seen, ...others]));
  });
});

describe('/gateway/readyz', () => {
  it('tells each reason for which no calls should come [gateway.ready]', async () => {
    const direct = await freshDatabase();
    const [ledger, fence] = [await pathTo(direct.url), await pathTo(direct.url)];
    const opened = await openWholeHouse({ databaseUrl: ledger.url, fenceDatabaseUrl: fence.url });
    const asked = async (path = '/gateway/readyz') => {
      const answer = await fetch(`${opened.url}${path}`);
      const said = (await answer.json()) as { ready: boolean; because: { code: string; sentence: string }[] };
      expect(said.because.every(({ sentence }) => sentence.endsWith('.'))).toBe(true);
      return [answer.status, said.ready, ...said.because.map(({ code }) => code)];
    };
    try {
      expect(await asked()).toEqual([200, true]);
      expect(await asked('/readyz')).toEqual([200, true]);
      fence.cut();
      await expect.poll(asked, { timeout: 10_000 }).toEqual([503, false, 'fence.not-fresh']);
      fence.mend();
      await expect.poll(asked, { timeout: 10_000 }).toEqual([200, true]);
      opened.app.get(Readiness).stopping();
      expect(await asked()).toEqual([503, false, 'gateway.stopping']);
      ledger.cut();
      expect(await asked('/readyz')).toEqual([503, false, 'database.unavailable']);
      ledger.mend();
      await expect.poll(() => asked('/readyz'), { timeout: 10_000 }).toEqual([200, true]);
    } finally {
      await opened.close();
      ledger.close();
      fence.close();
      await direct.drop();
    }
  });

  it('says that the ledger cannot be written, and that it can again, without a call to try it [gateway.ready.ledger]', async () => {
    const codes = async () => {
      const answer = await fetch(`${house.url}/gateway/readyz`);
      return ((await answer.json()) as { because: { code: string }[] }).because.map(({ code }) => code);
    };
    const before = upstream.calls().length;
    await run(house.database.url, 'ALTER TABLE ledger_pending RENAME TO elsewhere');
    expect((await house.call('do')).status).toBe(503);
    expect(upstream.calls().length).toBe(before);
    expect(await codes()).toEqual(['ledger.unavailable']);
    expect(valueIn(await house.scrape(), 'surety_ledger_writable')).toBe(0);
    expect(valueIn(await house.scrape(), 'surety_calls_total', { code: 'ledger.unavailable' })).toBe(1);
    await run(house.database.url, 'ALTER TABLE elsewhere RENAME TO ledger_pending');
    await expect.poll(codes).toEqual([]);
    expect((await house.call('do')).status).toBe(200);
  });
});
