import { setTimeout as pause } from 'node:timers/promises';
import type { Dialogue, Question, RpcAnswer, Told } from '@app/connectors';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Asking,
  askingProgram,
  modernProgram,
  startAskingHttp,
  startAskingSse,
  startBreaking,
} from '../support/asking-upstreams.js';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { openUpstreams } from '../support/open-upstreams.js';

let modern: Fixture;
let legacy: Fixture;
let asking: Asking;
let sse: Asking;
let gateway: ReturnType<typeof openUpstreams>;

beforeAll(async () => {
  [modern, legacy, asking, sse] = await Promise.all([
    startFixture('modern'),
    startFixture('legacy'),
    startAskingHttp(),
    startAskingSse(),
  ]);
  gateway = openUpstreams([
    { name: 'modern', url: modern.url },
    { name: 'legacy', url: legacy.url },
    { name: 'asking', url: asking.url },
    { name: 'sse', url: sse.url, transport: 'sse' },
    { name: 'brief', url: asking.url },
    { name: 'pipe', command: askingProgram },
    { name: 'modern-pipe', command: modernProgram },
  ]);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all([modern.stop(), legacy.stop(), asking.stop(), sse.stop()]);
});

/** A client that answers every question alike, and writes down what it was asked and told. */
function client({ key = 'a client', ...given }: Partial<Omit<Dialogue, 'key'>> & { key?: string } = {}) {
  const asked: Question[] = [];
  const told: Told[] = [];
  const dialogue: Dialogue = {
    capabilities: { elicitation: {} },
    key: { caller: key, conversation: 'c' },
    logLevel: null,
    ask: async (question) => {
      asked.push(question);
      return { result: { action: 'accept', content: { name: 'Ada' } } };
    },
    tell: (message) => void told.push(message),
    ...given,
  };
  return { dialogue, asked, told };
}

type Structured = { answers: unknown[]; declared: object; session: string };
const call = (server: string, name: string, args: object, sending: object = {}): Promise<RpcAnswer> =>
  gateway.upstreams.request(gateway.idOf(server), 'tools/call', { name, arguments: args }, sending);
async function structured(answer: Promise<RpcAnswer>): Promise<Structured> {
  const said = await answer;
  if (!('result' in said)) throw new Error(JSON.stringify(said));
  return said.result['structuredContent'] as Structured;
}
const text = (answer: RpcAnswer): unknown =>
  'result' in answer ? (answer.result['content'] as { text: string }[])[0]?.text : answer;

describe('what a server of the handshake era asks', () => {
  it.each([
    ['asking', {}],
    ['asking', { shared: true }],
    ['sse', {}],
    ['pipe', {}],
  ])('over %s %j is answered by the client of the call [connectors.questions]', async (server, how) => {
    const { dialogue, asked } = client({ key: `${server} ${JSON.stringify(how)}` });
    const { answers, declared } = await structured(call(server, 'ask', { kind: 'elicitation', ...how }, { dialogue }));
    expect(answers).toEqual([{ action: 'accept', content: { name: 'Ada' } }]);
    expect(declared).toEqual({ elicitation: expect.anything() });
    expect(asked.map(({ method, params }) => [method, params['message']])).toEqual([
      ['elicitation/create', 'Your name?'],
    ]);
  });

  it('is answered with our own refusal when there is no client [connectors.default-deny]', async () => {
    for (const how of [{}, { shared: true }]) {
      const { answers, declared } = await structured(call('asking', 'ask', { kind: 'sampling', ...how }));
      expect(answers).toEqual([{ code: -32601 }]);
      expect(declared).toEqual({});
    }
  });

  it('is asked only of who declared it, even when the server cares for no declaration [connectors.questions]', async () => {
    const { dialogue, asked } = client();
    const { answers } = await structured(call('asking', 'ask', { kind: 'sampling' }, { dialogue }));
    expect(answers).toEqual([{ code: -32601 }]);
    expect(asked).toEqual([]);
  });

  it('goes to the one call that is out, and to none of two [connectors.questions.ambiguous]', async () => {
    let answer: ((answer: RpcAnswer) => void) | undefined;
    const first = client({ ask: () => new Promise((resolve) => (answer = resolve)), key: 'two calls' });
    const second = client({ key: 'two calls' });
    const slow = structured(call('asking', 'ask', { kind: 'elicitation' }, { dialogue: first.dialogue }));
    await vi.waitFor(() => expect(answer).toBeDefined());
    const shared = { kind: 'elicitation', shared: true };
    const { answers } = await structured(call('asking', 'ask', shared, { dialogue: second.dialogue }));
    expect(answers).toEqual([{ code: -32603 }]);
    answer!({ result: { action: 'decline' } });
    expect((await slow).answers).toEqual([{ action: 'decline' }]);
    expect(second.asked).toEqual([]);
  });

  it('is over when its call is [connectors.questions.over]', async () => {
    const reasons: unknown[] = [];
    const ask: Dialogue['ask'] = (_, signal) =>
      new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        });
        giveUp.abort(new Error('given up'));
      });
    const giveUp = new AbortController();
    const sending = { dialogue: client({ ask, key: 'given up' }).dialogue, signal: giveUp.signal };
    await expect(call('asking', 'ask', { kind: 'elicitation' }, sending)).rejects.toThrow('given up');
    await vi.waitFor(() => expect(reasons).toEqual([new Error('the call is over')]));
  });

  it('may take longer than the call itself [connectors.questions.time]', async () => {
    gateway.rows.find(({ name }) => name === 'brief')!.limits = { callMs: 400, firstByteMs: 200, idleMs: 200 };
    await call('brief', 'ask', {}); // the limits are read when it is first called
    const ask: Dialogue['ask'] = async () => {
      await pause(700);
      return { result: { action: 'cancel' } };
    };
    const { answers } = await structured(
      call('brief', 'ask', { kind: 'elicitation' }, { dialogue: client({ ask }).dialogue }),
    );
    expect(answers).toEqual([{ action: 'cancel' }]);
    await expect(call('brief', 'ask', { kind: 'elicitation', shared: true, count: 0, ms: 900 })).rejects.toMatchObject({
      code: 'upstream.timeout',
    });
  });

  it('is answered for the client when that cannot be reached [connectors.questions]', async () => {
    const { dialogue } = client({ ask: () => Promise.reject(new Error('gone')), key: 'gone' });
    expect((await structured(call('asking', 'ask', { kind: 'elicitation' }, { dialogue }))).answers).toEqual([
      { code: -32603 },
    ]);
  });
});

describe('a session with a server of the handshake era', () => {
  const sessionOf = async (dialogue?: Dialogue): Promise<string> =>
    (await structured(call('asking', 'ask', {}, dialogue && { dialogue }))).session;

  it('serves one client and what it declared, or those without a client [connectors.lanes]', async () => {
    const ada = await sessionOf(client({ key: 'ada' }).dialogue);
    expect(await sessionOf(client({ key: 'ada' }).dialogue)).toBe(ada);
    const others = [
      await sessionOf(client({ key: 'bob' }).dialogue),
      await sessionOf(client({ key: 'ada', capabilities: { roots: {} } }).dialogue),
      await sessionOf(),
    ];
    expect(new Set([ada, ...others]).size).toBe(4);
    expect(await sessionOf(client({ key: 'bob', capabilities: {} }).dialogue)).toBe(others[2]);
  });

  it('over a pipe is a process of its own [connectors.lanes]', async () => {
    const one = await structured(call('pipe', 'ask', {}, { dialogue: client({ key: 'ada' }).dialogue }));
    const two = await structured(call('pipe', 'ask', {}, { dialogue: client({ key: 'bob' }).dialogue }));
    const shared = await structured(call('pipe', 'ask', {}));
    expect(new Set([one, two, shared].map(({ session }) => session)).size).toBe(3);
  });
});

describe('definitions', () => {
  it.each(['asking', 'sse', 'pipe'])(
    'are read from %s by one who could be asked everything, and declines it; calls are not made there [connectors.reader]',
    async (name) => {
      const { offered } = await gateway.upstreams.read(gateway.idOf(name), true);
      expect(offered.tool?.map((tool) => tool.name)).toEqual(['ask', 'for the asked']);
      const heard = JSON.parse(String(offered.tool?.[1]?.['description'])) as unknown;
      expect(heard).toEqual([{ action: 'cancel' }, { code: -1 }, { roots: [] }]);
      const { declared, answers } = await structured(call(name, 'ask', { kind: 'roots' }));
      expect(declared).toEqual({});
      expect(answers).toEqual([name === 'pipe' ? {} : { code: -32601 }]);
    },
  );

  it('are asked of a stateless server in the name of one who could be asked everything [connectors.reader]', async () => {
    modern.seen.length = 0;
    await gateway.upstreams.read(gateway.idOf('modern'));
    const lists = modern.seen.filter(({ body }) => /"method":"[a-z/]+\/list"/.test(body));
    expect(lists.length).toBeGreaterThan(3);
    for (const { body } of lists) {
      expect(body).toContain('"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}');
    }
  });
});

describe('what a server logs', () => {
  it.each(['asking', 'sse', 'pipe'])(
    'over %s is heard from the level on that was wished [connectors.log]',
    async (server) => {
      const info = client({ key: 'logs', logLevel: 'info' });
      await structured(call(server, 'ask', { log: 'careful' }, { dialogue: info.dialogue }));
      await vi.waitFor(() =>
        expect(info.told).toEqual([{ method: 'notifications/message', params: { level: 'warning', data: 'careful' } }]),
      );
      const error = client({ key: 'logs', logLevel: 'error' });
      const none = client({ key: 'logs' });
      await structured(call(server, 'ask', { log: 'careful' }, { dialogue: error.dialogue }));
      await structured(call(server, 'ask', { log: 'careful' }, { dialogue: none.dialogue }));
      await pause(50);
      expect([...error.told, ...none.told]).toEqual([]);
    },
  );

  it.each(['modern', 'modern-pipe'])(
    'by %s is heard with the very request that wishes it [connectors.log]',
    async (server) => {
      const info = client({ logLevel: 'info' });
      const none = client();
      for (const { dialogue } of [info, none]) await call(server, 'test_logging_tool', {}, { dialogue });
      expect(info.told).toEqual([
        { method: 'notifications/message', params: expect.objectContaining({ data: 'Something happened.' }) },
      ]);
      expect(none.told).toEqual([]);
    },
  );
});

describe('a modern server', () => {
  it('hears with each request what that client declared, and its questions come back as they are [connectors.capabilities]', async () => {
    const { dialogue } = client({ capabilities: { sampling: {} } });
    expect(text(await call('modern', 'test_missing_capability', {}, { dialogue }))).toContain('can sample');
    expect(await call('modern', 'test_missing_capability', {}, { dialogue: client().dialogue })).toMatchObject({
      error: { code: -32021, data: { requiredCapabilities: { sampling: {} } } },
    });
    expect(
      await call('modern', 'test_input_required_result_elicitation', {}, { dialogue: client().dialogue }),
    ).toMatchObject({
      result: { resultType: 'input_required', inputRequests: { user_name: { method: 'elicitation/create' } } },
    });
  });
});

describe('a server', () => {
  it('says what it has and how to use it [connectors.describe]', async () => {
    const { capabilities, instructions } = await gateway.upstreams.describe(gateway.idOf('asking'));
    expect({ capabilities, instructions }).toEqual({
      capabilities: { tools: {}, logging: {} },
      instructions: 'Ask nicely.',
    });
    for (const name of ['modern', 'legacy']) {
      const described = await gateway.upstreams.describe(gateway.idOf(name));
      expect(described.capabilities).toMatchObject({ resources: { subscribe: true }, prompts: { listChanged: true } });
    }
  });

  it.each(['modern', 'legacy'])(
    'that is %s tells of resources that are watched, once asked for all [connectors.watch]',
    async (name) => {
      const fixture = name === 'modern' ? modern : legacy;
      const uri = 'test://watched-resource';
      const heard: unknown[][] = [[], []];
      const watch = (index: number) =>
        gateway.upstreams.watchResource(gateway.idOf(name), uri, (told) => heard[index]!.push(told?.['uri'] ?? null));
      const asked = () =>
        fixture.seen.filter(
          ({ body }) => body.includes('resources/subscribe') || body.includes('resourceSubscriptions'),
        );
      const before = asked().length;
      const stops = [watch(0), watch(1)];
      await vi.waitFor(() => expect(asked()).toHaveLength(before + 1));
      await vi.waitFor(
        () => {
          fixture.announce({ resource: uri });
          expect(heard).toEqual([expect.arrayContaining([uri]), expect.arrayContaining([uri])]);
        },
        { interval: 100, timeout: 5_000 },
      );
      stops[0]!();
      await pause(50);
      heard.forEach((each) => each.splice(0));
      fixture.announce({ resource: 'test://static-text' });
      fixture.announce({ resource: uri });
      await vi.waitFor(() => expect(heard).toEqual([[], [uri]]));
      stops[1]!();
      expect(asked()).toHaveLength(before + 1);
    },
  );

  it('that forgot our session is asked again for what is watched [connectors.watch.again]', async () => {
    const uri = 'test://watched-resource';
    const heard: unknown[] = [];
    const stop = gateway.upstreams.watchResource(gateway.idOf('legacy'), uri, (told) =>
      heard.push(told?.['uri'] ?? null),
    );
    await pause(100);
    legacy.sessions.forget();
    legacy.cut();
    await vi.waitFor(() => expect(heard).toContain(null), { timeout: 5_000 });
    await vi.waitFor(
      () => {
        legacy.announce({ resource: uri });
        expect(heard).toContain(uri);
      },
      { interval: 100, timeout: 5_000 },
    );
    stop();
  });

  it('that came back in another era is spoken to in that era, and the call arrives once [connectors.era.again]', async () => {
    let fixture = await startFixture('modern');
    const port = Number(new URL(fixture.url).port);
    const other = openUpstreams([{ name: 'changing', url: fixture.url }]);
    const add = () =>
      other.upstreams.request(other.idOf('changing'), 'tools/call', { name: 'add', arguments: { a: 1, b: 2 } });
    for (const era of ['legacy', 'modern', 'legacy'] as const) {
      expect(text(await add())).toBe('3');
      await fixture.stop();
      fixture = await startFixture(era, port);
      await pause(50); // connections that broke have been noticed
      expect(text(await add())).toBe('3');
      const sent = fixture.seen.filter(({ body }) => body.includes('"add"'));
      // in the era that is over, which this server refuses unread, and then in its own
      expect(sent.map(({ headers }) => headers['mcp-protocol-version'])).toEqual(
        era === 'modern' ? ['2025-11-25', '2026-07-28'] : ['2026-07-28', '2025-11-25'],
      );
    }
    await other.close();
    await fixture.stop();
  });
});

describe('a stream that ends before the answer', () => {
  const callBreaking = async (nth: number, mark?: string) => {
    const server = await startBreaking(nth, mark);
    const other = openUpstreams([{ name: 'breaking', url: server.url }]);
    const progress: unknown[] = [];
    const onProgress = (told: object): void => void progress.push(told);
    const params = { name: 'any', arguments: {} };
    const answer = await other.upstreams
      .request(other.idOf('breaking'), 'tools/call', params, { onProgress })
      .catch((fault: unknown) => fault as Error);
    const calls = server.seen.filter(({ body }) => body.includes('tools/call'));
    await other.close();
    await server.stop();
    return { answer, progress, calls: calls.length, gets: server.gets };
  };

  it('is taken up where it broke, and the call is sent once [connectors.resume]', async () => {
    expect(await callBreaking(3)).toEqual({
      answer: { result: { content: [{ type: 'text', text: 'still here' }] } },
      progress: [{ progress: 1 }],
      calls: 1,
      gets: ['stream-1', 'stream-1', 'stream-1'],
    });
  });

  it.each([
    ['its server does not do that', 0, 'stream-1', 1],
    ['nothing new ever comes', 100, 'stream-1', 5],
    ['its mark would not fit into a header', 1, 'Zürich', 0],
  ])('is lost when %s [connectors.resume.lost]', async (_, nth, mark, gets) => {
    const { answer, ...rest } = await callBreaking(nth, mark);
    expect(answer).toMatchObject({ code: 'upstream.lost' });
    expect(rest).toEqual({ progress: [], calls: 1, gets: Array(gets).fill(mark) });
  });
});

it('says goodbye to every session that it had [connectors.lanes.goodbye]', async () => {
  const server = await startAskingHttp();
  const other = openUpstreams([{ name: 'asking', url: server.url }]);
  for (const key of ['ada', 'bob']) {
    const { dialogue } = client({ key });
    await other.upstreams.request(other.idOf('asking'), 'tools/call', { name: 'ask', arguments: {} }, { dialogue });
  }
  expect(server.sessions()).toBe(3);
  await other.close();
  expect(server.sessions()).toBe(0);
  await server.stop();
});
