import { governedMethods } from '@app/gateway';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Speaker, initializing, speakers } from '../support/mcp-speakers.js';
import { BEARER, openGateway } from '../support/mcp-world.js';
import { startRecorder } from '../support/recording-upstream.js';

type Era = 'legacy' | 'modern';
type Json = Record<string, unknown>;

let upstreams: Record<Era, Awaited<ReturnType<typeof startRecorder>>>;
let gateway: Awaited<ReturnType<typeof openGateway>>;

beforeAll(async () => {
  upstreams = { legacy: await startRecorder('legacy'), modern: await startRecorder('modern') };
  gateway = await openGateway([
    { name: 'old', url: upstreams.legacy.url },
    { name: '9new', url: upstreams.modern.url },
  ]);
  for (const name of ['old', '9new']) await gateway.discover(name);
}, 30_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(upstreams).map(({ stop }) => stop()));
});

const serverOf = { legacy: 'old', modern: '9new' } as const;
const all = (server: string) => [
  `${server} do`,
  `${server} resource:doc://one`,
  `${server} resource_template:doc://all/{id}`,
  `${server} prompt:greet`,
];

let token: typeof gateway.facts.token;
beforeEach(() => {
  const { facts } = gateway;
  ({ token } = facts);
  facts.rules.clear();
  for (const list of [facts.intents, facts.inputs, facts.outcomes]) list.length = 0;
  for (const { recorded } of Object.values(upstreams)) recorded.length = 0;
});
afterEach(() => void (gateway.facts.token = token));

/** The endpoint of one server takes tokens for that endpoint alone. */
const pathOf = (server: string | null): string => {
  const path = server === null ? '/mcp' : `/mcp/${server}`;
  gateway.facts.token = { ...token, audience: `http://surety.test${path}` as never };
  return path;
};
const originOf = (): string => new URL(gateway.url).origin;
/** One request outside of any session. */
const ask = async (era: Era, server: string | null, method: string, params: Json) => {
  const name = era === 'modern' ? 'a client of 2026-07-28' : 'a client of 2025-11-25 without a session';
  return (await speakers[name].open(originOf(), pathOf(server), BEARER)).send(method, params);
};

/** Every request that a client of any revision may send, and some that only servers may. */
const everyMethod: readonly (readonly [string, Json])[] = [
  ['initialize', initializing],
  ['server/discover', {}],
  ['ping', {}],
  ['tools/list', {}],
  ['tools/call', { name: 'do', arguments: {} }],
  ['resources/list', {}],
  ['resources/templates/list', {}],
  ['resources/read', { uri: 'doc://one' }],
  ['resources/read', { uri: 'doc://all/7' }],
  ['resources/subscribe', { uri: 'doc://one' }],
  ['resources/unsubscribe', { uri: 'doc://one' }],
  ['prompts/list', {}],
  ['prompts/get', { name: 'greet' }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'who', value: 'a' } }],
  [
    'completion/complete',
    { ref: { type: 'ref/resource', uri: 'doc://all/{id}' }, argument: { name: 'id', value: '' } },
  ],
  ['logging/setLevel', { level: 'debug' }],
  ['subscriptions/listen', { notifications: { toolsListChanged: true, resourceSubscriptions: ['doc://one'] } }],
  ['tasks/get', { taskId: 'upstream-task' }],
  ['tasks/update', { taskId: 'upstream-task', inputResponses: {} }],
  ['tasks/cancel', { taskId: 'upstream-task' }],
  ['tasks/list', {}],
  ['tasks/result', { taskId: 'upstream-task' }],
  ['sampling/createMessage', { messages: [], maxTokens: 1 }],
  ['elicitation/create', { message: 'x' }],
  ['roots/list', {}],
  ['vendor/anything', { name: 'do' }],
  ['notifications/initialized', {}],
  ['notifications/cancelled', { requestId: 1 }],
  ['notifications/roots/list_changed', {}],
  ['notifications/tools/list_changed', {}],
];

/** The parameters as this endpoint names things. */
function publicly(server: string, params: Json): Json {
  const prefix = /^\d/.test(server) ? `s.${server}+` : `${server}+`;
  const said = { ...params };
  if (typeof said['name'] === 'string') said['name'] = `${server}__${said['name']}`;
  if (typeof said['uri'] === 'string') said['uri'] = `${prefix}${said['uri']}`;
  const ref = said['ref'] as Json | undefined;
  if (ref) said['ref'] = publicly(server, ref);
  const notifications = said['notifications'] as Json | undefined;
  const uris = notifications?.['resourceSubscriptions'] as string[] | undefined;
  if (uris) said['notifications'] = { ...notifications, resourceSubscriptions: uris.map((uri) => `${prefix}${uri}`) };
  return said;
}

const recorded = () => [...upstreams.legacy.recorded, ...upstreams.modern.recorded];
const ways = Object.entries(speakers).flatMap(([client, { era, open }]) =>
  (['legacy', 'modern'] as const).flatMap((of) =>
    [true, false].map((isAll) => [client, of, isAll ? 'every server' : 'one server', isAll, era, open] as const),
  ),
);

describe.each(ways)('%s of a %s server, at the endpoint of %s', (_client, of, _endpoint, isAll, era, open) => {
  const server = serverOf[of];
  let speaker: Speaker;
  beforeEach(async () => void (speaker = await open(originOf(), pathOf(isAll ? null : server), BEARER)));
  afterEach(() => speaker.close());
  const send = (method: string, params: Json, more?: Json) =>
    speaker.send(method, isAll ? publicly(server, params) : params, more).catch(() => null);

  it('reaches nothing without a right, whatever it asks [gateway.doors.closed]', async () => {
    for (const [method, params] of everyMethod) {
      await send(method, params);
      await send(method, params, { id: undefined });
    }
    expect(recorded()).toEqual([]);
    expect(gateway.facts.intents.filter(({ decision }) => decision !== 'deny')).toEqual([]);
    expect(gateway.facts.outcomes).toEqual([]);
  }, 60_000);

  it('reaches with every right what was decided and recorded, and nothing besides [gateway.doors.open]', async () => {
    gateway.facts.allow(...all(server));
    for (const [method, params] of everyMethod) {
      for (const list of [gateway.facts.intents, gateway.facts.outcomes]) list.length = 0;
      for (const each of Object.values(upstreams)) each.recorded.length = 0;
      await send(method, params);
      // the watch at the server is one for all who watch, and comes when it comes
      const reached = recorded().filter(
        (one) => !one.method.endsWith('subscribe') || one.params['uri'] !== 'doc://one',
      );
      const allowed = gateway.facts.intents.filter(({ decision }) => decision === 'allow');
      // the intent says what went out, and it went out as it was asked
      expect(reached.map(({ params: { _meta: __, ...sent } }) => [method, sent])).toEqual(
        reached.map(() => [method, params]),
      );
      expect([method, allowed.map((one) => [one.method, one.server])]).toEqual([
        method,
        Array.from({ length: Math.max(reached.length, allowed.length) }, () => [method, server]),
      ]);
      expect([method, reached.length === 0 || governedMethods(era).includes(method)]).toEqual([method, true]);
      await expect.poll(() => gateway.facts.outcomes.length).toBe(allowed.length);
    }
  }, 60_000);

  it.each([
    ['tools/call', { name: 'do', arguments: { a: 1 } }, 'tool', 'do'],
    ['tools/call', { name: 'do' }, 'tool', 'do'],
    ['resources/read', { uri: 'doc://one' }, 'resource', 'doc://one'],
    ['resources/read', { uri: 'doc://all/7' }, 'resource_template', 'doc://all/{id}'],
    ['prompts/get', { name: 'greet', arguments: { who: 'ada' } }, 'prompt', 'greet'],
    ['completion/complete', everyMethod[13]![1], 'prompt', 'greet'],
    ['completion/complete', everyMethod[14]![1], 'resource_template', 'doc://all/{id}'],
  ])('is served %s %j, recorded as the %s %s [gateway.doors.open]', async (method, params, kind, tool) => {
    gateway.facts.allow(...all(server));
    const answer = await send(method, params);
    expect(answer?.json.error).toBeUndefined();
    expect(recorded().map(({ method: asked, params: { _meta: __, ...rest } }) => [asked, rest])).toEqual([
      [method, params],
    ]);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'allow', method, server, kind, tool }]);
    await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['ok']);
  });

  it.each([
    ['tools/call', { name: 'hidden', arguments: {} }, { name: 'none', arguments: {} }],
    ['resources/read', { uri: 'doc://two' }, { uri: 'doc://none' }],
    ['resources/read', { uri: 'doc://all/secret-7' }, { uri: 'other://7' }],
    ['prompts/get', { name: 'whisper' }, { name: 'none' }],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'whisper' }, argument: { name: 'a', value: '' } },
      { ref: { type: 'ref/prompt', name: 'none' }, argument: { name: 'a', value: '' } },
    ],
  ])('is told the same of a hidden thing and of none: %s %j [gateway.hidden]', async (method, hidden, none) => {
    gateway.facts.allow(...all(server));
    const [one, other] = [await send(method, hidden), await send(method, none)];
    expect(one?.json.error.code).toBe(-32602);
    const blank = (text: string): string =>
      text.replaceAll(/hidden|two|all\/secret-7|none|whisper|other:\/\/7|doc:\/\//g, '·');
    const [a, b] = [one, other].map((each) => [each?.status, blank(JSON.stringify(each?.json.error))]);
    expect(a?.[0]).toBe(b?.[0]);
    expect(String(a?.[1]).replaceAll('··', '·')).toBe(String(b?.[1]).replaceAll('··', '·'));
    const { uri } = isAll ? publicly(server, hidden) : (hidden as Json);
    expect(one?.json.error.data).toEqual(uri === undefined ? undefined : { uri });
    expect(recorded()).toEqual([]);
    expect(gateway.facts.intents.map(({ decision }) => decision)).toEqual(['deny', 'deny']);
  });

  it('sees in every list what it may use, and nothing else [gateway.list.kinds]', async () => {
    gateway.facts.allow(...all(server));
    const prefix = isAll ? (/^\d/.test(server) ? `s.${server}+` : `${server}+`) : '';
    const name = (own: string): string => (isAll ? `${server}__${own}` : own);
    const listed = async (method: string) => (await send(method, {}))?.json.result;
    expect(await listed('tools/list')).toMatchObject({
      tools: [{ name: name('do'), vendor: 1, _meta: { ui: { resourceUri: `${prefix}doc://app` } } }],
    });
    expect(await listed('resources/list')).toMatchObject({
      resources: [{ uri: `${prefix}doc://one`, name: 'One', size: 3 }],
    });
    expect(await listed('resources/templates/list')).toMatchObject({
      resourceTemplates: [{ uriTemplate: `${prefix}doc://all/{id}`, name: 'All' }],
    });
    const prompts = await listed('prompts/list');
    expect(prompts).toMatchObject({ prompts: [{ name: name('greet'), arguments: [{ name: 'who' }] }] });
    expect(['ttlMs', 'cacheScope', 'resultType'].map((field) => field in (prompts ?? {}))).toEqual(
      Array.from({ length: 3 }, () => era === 'modern'),
    );
    expect(JSON.stringify([await listed('tools/list'), prompts])).not.toMatch(/hidden|whisper/);
  });

  it('finds every URI of a result again by the name of its endpoint [gateway.names.round-trip]', async () => {
    gateway.facts.allow(...all(server), `${server} resource:doc://two`);
    const prefix = isAll ? (/^\d/.test(server) ? `s.${server}+` : `${server}+`) : '';
    const called = (await send('tools/call', { name: 'do', arguments: {} }))?.json.result;
    expect(called).toMatchObject({
      content: [{ uri: `${prefix}doc://one`, vendor: 1 }, { resource: { uri: `${prefix}doc://two` } }],
      vendor: { uri: 'doc://kept' },
    });
    const read = (await speaker.send('resources/read', { uri: `${prefix}doc://one` })).json.result;
    expect(read).toMatchObject({ contents: [{ uri: `${prefix}doc://one`, text: 'one', vendor: 1 }] });
    expect([read?.['ttlMs'], read?.['cacheScope']]).toEqual(era === 'modern' ? [0, 'private'] : [undefined, undefined]);
    const got = (await send('prompts/get', { name: 'greet' }))?.json.result;
    expect(got).toMatchObject({ messages: [{ content: { resource: { uri: `${prefix}doc://one` } } }] });
  });

  it('may be refused what it sees, with the reason [gateway.refusals.kinds]', async () => {
    gateway.facts.allow(...all(server));
    gateway.facts.rules.set(`${server} prompt:greet`, () => ({ effect: 'deny', code: 'condition_unmet' }));
    const answer = await send('prompts/get', { name: 'greet' });
    expect(answer?.status).toBe(200);
    expect(answer?.json.error).toMatchObject({
      code: -31003,
      data: { 'surety.dev/decision': { code: 'condition_unmet' } },
    });
    expect(recorded()).toEqual([]);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'condition_unmet', kind: 'prompt' }]);
  });

  it('is told what the endpoint has [gateway.capabilities]', async () => {
    gateway.facts.allow(...all(server));
    const said = era === 'legacy' ? await send('initialize', initializing) : await send('server/discover', {});
    expect(said?.json.result['capabilities']).toEqual({
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: { listChanged: true },
      completions: {},
      logging: {},
    });
    expect(said?.json.result['instructions']).toBe(isAll ? undefined : 'Read first.');
  });
});

describe('a task', () => {
  const made = async () => {
    gateway.facts.allow('9new later');
    const counter = { unit: 'calls', per: [], window: 'session' } as const;
    const spends = [{ key: 'later', counter, limit: 5 }];
    gateway.facts.rules.set('9new later', (args) => {
      asked.push(args);
      return { effect: 'allow', code: 'allowed', spends };
    });
    gateway.counting.used.clear();
    const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const headers = { 'mcp-param-at': 'noon' };
    const speaker = await speakers['a client of 2026-07-28'].open(originOf(), pathOf(null), BEARER, tasks, headers);
    const { json } = await speaker.send('tools/call', { name: '9new__later', arguments: { at: 'noon' } });
    return { speaker, taskId: String(json.result['taskId']) };
  };
  const asked: unknown[] = [];

  it('is decided on as the tool that made it, recorded, and counted once [gateway.tasks]', async () => {
    const { speaker, taskId } = await made();
    expect(taskId).not.toContain('upstream-task');
    asked.length = 0;
    const { json } = await speaker.send('tasks/get', { taskId });
    expect(json.result).toMatchObject({
      taskId,
      status: 'completed',
      result: { content: [{ uri: 's.9new+doc://one' }] },
    });
    expect(asked[0]).toEqual({ at: 'noon' });
    expect(recorded().at(-1)).toMatchObject({ method: 'tasks/get', params: { taskId: 'upstream-task' } });
    expect(gateway.facts.intents.at(-1)).toMatchObject({ method: 'tasks/get', tool: 'later', decision: 'allow' });
    expect(gateway.counting.used.get('later')).toBe(1);
  });

  it('is unknown to who may not use its tool any more, and to who made up its name [gateway.tasks]', async () => {
    const { speaker, taskId } = await made();
    gateway.facts.rules.clear();
    const before = recorded().length;
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      for (const id of [taskId, 'upstream-task', `${taskId}x`]) {
        const { json } = await speaker.send(method, {
          taskId: id,
          ...(method === 'tasks/update' && { inputResponses: {} }),
        });
        expect(json.error).toEqual({ code: -32602, message: 'Unknown task' });
      }
    }
    expect(recorded().length).toBe(before);
  });
});

describe('a replica that is current enough to read, and not to write', () => {
  afterEach(() => void Object.assign(gateway.facts, { fresh: true, freshToRead: false }));

  it('tells a hidden tool from none as little as any other [gateway.hidden]', async () => {
    Object.assign(gateway.facts, { fresh: false, freshToRead: true });
    const said = async (name: string) => {
      const { status, json } = await ask('legacy', 'old', 'tools/call', { name, arguments: {} });
      return [status, JSON.stringify(json.error).replace(name, '·')];
    };
    expect(await said('hidden')).toEqual(await said('none'));
    gateway.facts.allow('old do');
    expect((await said('do'))[0]).toBe(503);
    expect(recorded()).toEqual([]);
  });
});

describe('what carries no request', () => {
  it('opens nothing without a right: other verbs, streams, posted answers, other addresses [gateway.doors.closed]', async () => {
    const headers = {
      authorization: `Bearer ${BEARER}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    };
    const answer = { jsonrpc: '2.0', id: 's1', result: { action: 'accept', content: {} } };
    for (const server of ['old', '9new', null]) {
      const path = pathOf(server);
      for (const root of [path, path.replace('/mcp', '/sse'), path.replace('/mcp', '/messages'), `${path}/more`]) {
        for (const verb of ['GET', 'DELETE', 'PUT', 'HEAD', 'POST']) {
          const end = new AbortController();
          const body = verb === 'POST' || verb === 'PUT' ? JSON.stringify(answer) : null;
          const said = await fetch(`${originOf()}${root}`, { method: verb, headers, body, signal: end.signal });
          const isStream = said.headers.get('content-type') === 'text/event-stream';
          expect([verb, root, said.ok]).toEqual([verb, root, isStream && root.startsWith('/sse')]);
          end.abort();
        }
      }
    }
    expect(recorded()).toEqual([]);
    expect(gateway.facts.intents.filter(({ decision }) => decision !== 'deny')).toEqual([]);
  });
});

describe('conditions', () => {
  it('on a resource may ask for its URI, and on a completion for what is filled in [gateway.conditions.kinds]', async () => {
    const asked: unknown[] = [];
    for (const rule of ['resource_template:doc://all/{id}', 'prompt:greet']) {
      gateway.facts.rules.set(`old ${rule}`, (args) => {
        asked.push(args);
        return { effect: 'allow', code: 'allowed' };
      });
    }
    await ask('legacy', 'old', 'resources/read', { uri: 'doc://all/7' });
    expect(asked[0]).toEqual({ uri: 'doc://all/7' });
    asked.length = 0;
    const context = { arguments: { tone: 'kind' } };
    const ref = { type: 'ref/prompt', name: 'greet' };
    await ask('legacy', 'old', 'completion/complete', { ref, argument: { name: 'who', value: 'a' }, context });
    expect(asked[0]).toEqual({ tone: 'kind', who: 'a' });
  });

  it('are not gone round by a URI that is read elsewhere than it says [gateway.uri-template.place]', async () => {
    gateway.facts.allow('old resource_template:doc://all/{id}');
    const elsewhere = [
      '..%2fsecret',
      '../one',
      '%2e%2e',
      '.\t./one',
      '%73ecret-7',
      'secret\t-7',
      'secret%2D7',
      '%2573ecret-7',
    ];
    for (const uri of elsewhere.map((end) => `doc://all/${end}`)) {
      for (const method of ['resources/read', 'resources/subscribe']) {
        expect([uri, (await ask('legacy', 'old', method, { uri })).json.error.code]).toEqual([uri, -32602]);
      }
    }
    expect(recorded()).toEqual([]);
  });

  it('are asked of a completion what goes out, and nothing else goes out [gateway.completion.judged]', async () => {
    const asked: unknown[] = [];
    gateway.facts.rules.set('old prompt:greet', (args) => {
      asked.push(args);
      return { effect: 'allow', code: 'allowed' };
    });
    await ask('legacy', 'old', 'completion/complete', {
      ref: { type: 'ref/prompt', name: 'greet', uri: 'doc://two' },
      argument: { name: 'who', value: 'a', values: ['b'] },
      context: { arguments: { who: 'somebody else', tone: 'kind' }, more: 'unjudged' },
    });
    expect(asked[0]).toEqual({ tone: 'kind', who: 'a' });
    expect(recorded()).toEqual([
      {
        method: 'completion/complete',
        params: {
          ref: { type: 'ref/prompt', name: 'greet' },
          argument: { name: 'who', value: 'a' },
          context: { arguments: { tone: 'kind' } },
        },
      },
    ]);
    const odd = { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'who', value: 'a' }, context: 'x' };
    expect((await ask('legacy', 'old', 'completion/complete', odd)).json.error.code).toBe(-32602);
    expect(recorded()).toHaveLength(1);
  });
});

describe('obligations', () => {
  it('hold for resources and prompts, or nothing is told [gateway.obligations]', async () => {
    const obligations = [{ redact: ['iban'] }];
    for (const rule of ['resource:doc://one', 'prompt:greet']) {
      gateway.facts.rules.set(`old ${rule}`, () => ({ effect: 'allow', code: 'allowed', obligations }));
    }
    const read = await ask('legacy', 'old', 'resources/read', { uri: 'doc://one' });
    const got = await ask('legacy', 'old', 'prompts/get', { name: 'greet' });
    for (const { json } of [read, got]) {
      expect(json.result).toBeUndefined();
      expect(json.error.data).toMatchObject({ 'surety.dev/decision': { code: 'result_withheld' } });
    }
    await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['withheld', 'withheld']);
  });
});

describe('obligations on a task', () => {
  it('redact its result, and let it be made and found [gateway.obligations]', async () => {
    const obligations = [{ redact: ['iban'] }];
    gateway.facts.rules.set('9new later', () => ({ effect: 'allow', code: 'allowed', obligations }));
    const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const headers = { 'mcp-param-at': 'noon' };
    const speaker = await speakers['a client of 2026-07-28'].open(originOf(), pathOf(null), BEARER, tasks, headers);
    const { json } = await speaker.send('tools/call', { name: '9new__later', arguments: { at: 'noon' } });
    expect(json.result).toMatchObject({ resultType: 'task', status: 'working' });
    expect(json.result).not.toHaveProperty('statusMessage');
    const got = await speaker.send('tasks/get', { taskId: json.result['taskId'] });
    expect(JSON.stringify(got.json)).not.toContain('doc://one');
  });
});

describe('long lists', () => {
  const names = Array.from({ length: 1_201 }, (_, i) => `doc://many/${String(i).padStart(4, '0')}`);
  const page = async (cursor?: string) =>
    (await ask('legacy', 'old', 'resources/list', cursor === undefined ? {} : { cursor })).json;
  let before: typeof gateway.facts.catalog;
  beforeEach(() => {
    const { facts } = gateway;
    before = facts.catalog;
    const like = facts.catalog.find(({ serverName, kind }) => serverName === 'old' && kind === 'resource')!;
    facts.catalog = names.map((uri) => ({ ...like, toolName: uri, definition: { uri, name: uri } }));
    facts.allow(...names.map((uri) => `old resource:${uri}`));
  });
  afterEach(() => void (gateway.facts.catalog = before));

  it('come in pages of 500, each thing once, in one order [gateway.list.pages]', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    const sizes: number[] = [];
    do {
      const { result } = await page(cursor);
      const uris = (result['resources'] as { uri: string }[]).map(({ uri }) => uri);
      seen.push(...uris);
      sizes.push(uris.length);
      cursor = result['nextCursor'] as string | undefined;
    } while (cursor !== undefined);
    expect([seen, sizes]).toEqual([names, [500, 500, 201]]);
  });

  it('stay whole when something goes meanwhile [gateway.list.pages]', async () => {
    const { nextCursor } = (await page()).result as { nextCursor: string };
    gateway.facts.catalog = gateway.facts.catalog.filter(({ toolName }) => toolName > 'doc://many/0002');
    const { result } = await page(nextCursor);
    expect((result['resources'] as { uri: string }[])[0]!.uri).toBe(names[500]);
  });

  it('are read on by the caller alone who was given the cursor [gateway.list.cursor]', async () => {
    const { nextCursor } = (await page()).result as { nextCursor: string };
    const refused = { code: -32602, message: 'Invalid params: unknown cursor' };
    expect((await ask('legacy', 'old', 'tools/list', { cursor: nextCursor })).json.error).toEqual(refused);
    const tampered = `${Buffer.from('old\ndoc://many/0000').toString('base64url')}.${nextCursor.split('.')[1]}`;
    expect((await page(tampered)).error).toEqual(refused);
    const own = token;
    token = { ...token, delegations: ['00000000-0000-7000-8000-0000000000dd'] };
    const other = await page(nextCursor);
    token = own;
    expect(other.error).toEqual(refused);
    expect((await page(nextCursor)).error).toBeUndefined();
  });
});
