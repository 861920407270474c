import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, openGateway, ownerId } from '../support/mcp-world.js';
import { everything, modernWire } from '../support/modern-wire.js';

type Fields = Record<string, unknown>;
type Rpc = { id?: number; method: string; params: Fields };
type Reply = (message: Rpc, outgoing: ServerResponse) => Fields | undefined;

/** A server that says just what a test wants, in one of the eras. */
async function startSaying(era: 'modern' | 'legacy') {
  const nothing = (): unknown => undefined;
  const state = {
    reply: (() => ({})) as Reply,
    seen: [] as Rpc[],
    answer: nothing as (content: object) => unknown,
    heard: nothing as (message: Fields) => unknown,
  };
  const capabilities = { tools: {} };
  const own: Record<string, Fields> =
    era === 'modern'
      ? { 'server/discover': { supportedVersions: ['2026-07-28'], capabilities, ttlMs: 0, cacheScope: 'private' } }
      : { initialize: { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 's', version: '1' } } };
  own['tools/list'] = { tools: [{ name: 'act', inputSchema: { type: 'object' } }] };
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse, body: string): unknown => {
    if (incoming.method !== 'POST') return outgoing.writeHead(405).end();
    const message = JSON.parse(body) as Rpc;
    state.seen.push(message);
    state.heard(message);
    if (message.id === undefined || message.method === undefined) return outgoing.writeHead(202).end();
    if (message.method === 'server/discover' && era === 'legacy') {
      return outgoing.writeHead(400, { 'content-type': 'application/json' }).end('{}');
    }
    const result = own[message.method] ?? state.reply(message, outgoing);
    if (!result) return undefined;
    const { error, ...rest } = result;
    const answer = error ? { error } : { result: { ...(era === 'modern' && { resultType: 'complete' }), ...rest } };
    return outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer }));
  };
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => serve(incoming, outgoing, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

let modern: Awaited<ReturnType<typeof startSaying>>;
let legacy: Awaited<ReturnType<typeof startSaying>>;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let given: object;
beforeAll(async () => {
  [modern, legacy] = [await startSaying('modern'), await startSaying('legacy')];
  gateway = await openGateway([
    { name: 'modern', url: modern.url },
    { name: 'legacy', url: legacy.url },
  ]);
  for (const name of ['modern', 'legacy']) {
    await gateway.discover(name);
    gateway.facts.allow(`${name} act`);
  }
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all([modern.stop(), legacy.stop()]);
});
beforeEach(() => {
  const { facts } = gateway;
  given = {
    token: facts.token,
    standings: new Map(facts.standings),
    rules: new Map(facts.rules),
    ledger: Promise.resolve(),
  };
  facts.intents.length = facts.outcomes.length = 0;
  modern.seen.length = legacy.seen.length = 0;
});
afterEach(() => void Object.assign(gateway.facts, given));

const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const wire = (capabilities: Fields = { ...everything, ...tasks }) => modernWire(gateway.url, capabilities);
const act = { name: 'modern__act', arguments: { a: 1 } };
const asking = (method: string, params: Fields = {}) => ({
  resultType: 'input_required',
  inputRequests: { key: { method, params } },
});
const form = asking('elicitation/create', { message: 'm', requestedSchema: { type: 'object', properties: {} } });
const calls = () => modern.seen.filter(({ method }) => method === 'tools/call');

const client = async (answer: () => object, capabilities: object = { elicitation: {} }) => {
  const it = new Client({ name: 'v1', version: '1' }, { capabilities: { ...capabilities } });
  if ('elicitation' in capabilities) it.setRequestHandler(ElicitRequestSchema, answer as never);
  const init = { requestInit: { headers: { authorization: `Bearer ${BEARER}` } } };
  await it.connect(new StreamableHTTPClientTransport(new URL(gateway.url), init) as never);
  return it;
};

describe('a stateless server that asks what it must not', () => {
  it.each<[string, Fields]>([
    ['what was not declared', asking('sampling/createMessage')],
    ['something that is no question', asking('tools/call', { name: 'act' })],
    ['nothing at all', { resultType: 'input_required' }],
    ['with a state beyond measure', { ...form, requestState: 'x'.repeat(300_000) }],
  ])('asks nobody: %s [gateway.rounds.declared]', async (_, said) => {
    modern.reply = () => said;
    const { error } = await wire({ elicitation: {} })('tools/call', act);
    expect(error.code).toBe(-31502);
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'protocol_error' }]);
  });

  it('is told nothing by another client of the same agent and person [gateway.rounds.state-bound]', async () => {
    modern.reply = ({ params }) => ('requestState' in params ? { content: [] } : { ...form, requestState: 's' });
    const { result } = await wire()('tools/call', act);
    const again = { ...act, requestState: result.requestState, inputResponses: {} };
    gateway.facts.token = { ...gateway.facts.token, clientId: 'another' };
    expect((await wire()('tools/call', again)).error?.code).toBe(-32602);
    expect(calls()).toHaveLength(1);
    expect(gateway.facts.intents.at(-1)).toMatchObject({ decision: 'deny', reasonCode: 'state_invalid' });
  });

  it('gets its own state back to the letter, and no other field of ours [gateway.rounds.state-sealed]', async () => {
    const requestState = 'état+/= "quoted" \u0000 end';
    modern.reply = ({ params }) => ('requestState' in params ? { content: [] } : { ...form, requestState, extra: 1 });
    const asked = await wire()('tools/call', act);
    expect(asked.result).toMatchObject({ ...form, extra: 1 });
    expect(asked.result.requestState).not.toContain('quoted');
    const inputResponses = { key: { action: 'decline' }, unknown: { x: 1 } };
    await wire()('tools/call', { ...act, requestState: asked.result.requestState, inputResponses });
    const { _meta: _, ...sent } = calls().at(-1)!.params;
    expect(sent).toEqual({ name: 'act', arguments: { a: 1 }, requestState, inputResponses });
  });
});

describe('a server that says what is not its to say', () => {
  it.each<[string, string, Fields, Fields]>([
    ['a task in a list', 'tools/call', act, { resultType: ['task'], taskId: 'theirs', content: [] }],
    ['a question in a list', 'tools/call', act, { ...form, resultType: ['input_required'] }],
    ['a question in the middle of a task', 'tasks/get', { taskId: '' }, { ...form, requestState: 'x' }],
  ])('is not passed on: %s [gateway.results.owned]', async (_, method, params, said) => {
    const task = { resultType: 'task', taskId: 'theirs', status: 'working', ttlMs: null };
    modern.reply = () => task;
    const { result } = await wire()('tools/call', act);
    modern.reply = () => said;
    const { error } = await wire()(method, 'taskId' in params ? { taskId: result['taskId'] } : params);
    expect(error?.code).toBe(-31502);
    await expect.poll(() => gateway.facts.outcomes.at(-1)).toMatchObject({ status: 'protocol_error' });
  });

  it('makes no task of a prompt, and no question of a completion [gateway.results.owned]', async () => {
    const { facts } = gateway;
    const like = facts.catalog.find(({ serverName }) => serverName === 'modern')!;
    const before = facts.catalog;
    facts.catalog = [...before, { ...like, kind: 'prompt', toolName: 'act', definition: { name: 'act' } }];
    facts.allow('modern prompt:act');
    modern.reply = ({ method }) =>
      method === 'prompts/get' ? { resultType: 'task', taskId: 'theirs', status: 'working' } : form;
    const got = await wire()('prompts/get', { name: 'modern__act' });
    const completing = { ref: { type: 'ref/prompt', name: 'modern__act' }, argument: { name: 'a', value: '' } };
    const completed = await wire()('completion/complete', { ...completing, inputResponses: { a: {} } });
    facts.catalog = before;
    expect([got.error?.code, completed.error?.code]).toEqual([-31502, -31502]);
    expect(modern.seen.at(-1)?.params).not.toHaveProperty('inputResponses');
  });

  it.each([-31003, -31502, -31000, -31999])(
    'does not refuse in our name, as %d [gateway.errors.owned]',
    async (code) => {
      const data = { 'surety.dev/decision': { id: 'x', code: 'held' }, why: 'theirs' };
      modern.reply = () => ({ error: { code, message: 'Nothing was done.', data } });
      const { error } = await wire()('tools/call', act);
      expect(error).toEqual({ code: -32603, message: 'Nothing was done.', data: { why: 'theirs' } });
    },
  );
});

describe('a client of the handshake era and a stateless server', () => {
  it('go through eight rounds and no more [gateway.rounds.bounded]', async () => {
    modern.reply = () => ({ ...form, requestState: 'again' });
    const it = await client(() => ({ action: 'accept', content: {} }));
    await expect(it.callTool(act)).rejects.toThrow(/cannot be passed on/);
    expect(calls()).toHaveLength(9);
    expect(gateway.facts.intents.filter(({ method }) => method === 'tools/call')).toHaveLength(1);
    await it.close();
  });

  it('end the call when the client answers with an error [gateway.rounds.unanswered]', async () => {
    modern.reply = () => form;
    const it = await client(() => {
      throw new Error('no');
    });
    await expect(it.callTool(act)).rejects.toThrow(/did not answer/);
    expect(calls()).toHaveLength(1);
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
    await it.close();
  });

  it('is declared to the server as it declared itself, and judged before each round [gateway.rounds.judged]', async () => {
    modern.reply = () => form;
    const it = await client(() => {
      gateway.facts.suspend(ownerId);
      return { action: 'accept', content: {} };
    });
    await expect(it.callTool(act)).rejects.toThrow(/may no longer act/);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.params['_meta']).toMatchObject({
      'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
    });
  });
});

describe('a server of the handshake era that asks on the stream of a call', () => {
  let questions = 0;
  let asksAgain = (): unknown => undefined;
  const asksOnStream: Reply = ({ id, params }, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    const ask = {
      jsonrpc: '2.0',
      id: (questions += 1),
      method: 'elicitation/create',
      params: { message: 'm', requestedSchema: { type: 'object', properties: {} } },
    };
    outgoing.write(`data: ${JSON.stringify(ask)}\n\n`);
    const asked = questions;
    asksAgain = () => outgoing.write(`data: ${JSON.stringify({ ...ask, id: (questions += 1) })}\n\n`);
    legacy.answer = (content) =>
      outgoing.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content, params } })}\n\n`);
    const { answer, heard } = legacy;
    // a server that is told that nobody can be asked goes on without
    legacy.heard = (message) => (message['id'] === asked && 'error' in message ? answer([]) : heard(message));
    return undefined;
  };
  const legacyAct = { name: 'legacy__act', arguments: {} };
  const ask = async () => {
    legacy.reply = asksOnStream;
    const { result } = await wire()('tools/call', legacyAct);
    return { requestState: result.requestState, inputResponses: { elicitation_1: { action: 'accept', content: {} } } };
  };
  const cancelled = () => legacy.seen.filter(({ method }) => method === 'notifications/cancelled').length;

  it('has its call cancelled when who brought the answer hangs up [gateway.rounds.held.ends]', async () => {
    const gone = new AbortController();
    const answering = wire()('tools/call', { ...legacyAct, ...(await ask()) }, { signal: gone.signal }).catch(
      () => null,
    );
    await expect.poll(() => legacy.seen.some((message) => 'result' in message)).toBe(true);
    expect(cancelled()).toBe(0);
    gone.abort();
    await answering;
    await expect.poll(cancelled).toBe(1);
    await expect
      .poll(() => gateway.facts.outcomes.map(({ status }) => status))
      .toEqual(['input_required', 'cancelled']);
    expect(gateway.house.calls.size).toBe(0);
  });

  it('is told no answer of who loses the right after it was decided [gateway.rounds.judged]', async () => {
    const answer = await ask();
    const { facts } = gateway;
    let write: () => void = () => undefined;
    facts.ledger = new Promise((resolve) => (write = resolve));
    const answering = wire()('tools/call', { ...legacyAct, ...answer });
    await pause(100); // it is decided, and waits for its intent
    facts.rules.clear();
    write();
    expect((await answering).error.code).toBe(-32602);
    await expect.poll(cancelled).toBe(1);
    expect(legacy.seen.some((message) => 'result' in message)).toBe(false);
  });

  it('is told no answer of a client of its own era that loses the right meanwhile [gateway.rounds.judged]', async () => {
    legacy.reply = asksOnStream;
    const it = await client(() => {
      gateway.facts.rules.clear();
      return { action: 'accept', content: {} };
    });
    await expect(it.callTool(legacyAct)).rejects.toThrow(/Unknown tool/);
    expect(legacy.seen.some((message) => 'result' in message)).toBe(false);
    await it.close();
  });

  it('asks nothing that the request which brings the answer does not declare [gateway.rounds.declared]', async () => {
    const first = await ask();
    const { answer: end } = legacy;
    legacy.heard = (message) => {
      if (!('result' in message)) return;
      legacy.heard = () => undefined;
      asksAgain();
    };
    const done = await wire({ sampling: {} })('tools/call', { ...legacyAct, ...first });
    expect(done.error?.code).toBe(-31502);
    await expect.poll(cancelled).toBe(1);
    expect(gateway.house.rounds.held.size).toBe(0);
    end([]);
  });

  it('has its answer kept when it does not wait for the client [gateway.rounds.held]', async () => {
    const answer = await ask();
    legacy.answer([{ type: 'text', text: 'without you' }]);
    const done = await wire()('tools/call', { ...legacyAct, ...answer });
    expect(done.result['content']).toEqual([{ type: 'text', text: 'without you' }]);
  });

  it('has no more calls held than may wait when all ask at once [gateway.rounds.held.bounded]', async () => {
    const waiting: (() => unknown)[] = [];
    legacy.reply = (message, outgoing) => {
      waiting.push(() => asksOnStream(message, outgoing));
      if (waiting.length === 12) waiting.forEach((ask) => ask());
      return undefined;
    };
    const all = await Promise.all(Array.from({ length: 12 }, () => wire()('tools/call', legacyAct)));
    expect(all.filter(({ result }) => result?.['resultType'] === 'input_required').length).toBeLessThanOrEqual(8);
    expect(gateway.house.rounds.held.size).toBeLessThanOrEqual(8);
    for (const { error } of all) expect([undefined, -31029]).toContain(error?.code);
    gateway.house.rounds.held.close();
  });

  it('is told that nobody can be asked when too many wait [gateway.rounds.held.bounded]', async () => {
    for (let i = 0; i < 8; i++) await ask();
    const ninth = await wire()('tools/call', legacyAct);
    expect(ninth.result['content']).toEqual([]);
    gateway.house.rounds.held.close();
  });
});

describe('a task', () => {
  const made = {
    resultType: 'task',
    taskId: 'theirs-1',
    status: 'working',
    createdAt: 'x',
    lastUpdatedAt: 'x',
    ttlMs: 60_000,
  };
  const begun = async () => {
    modern.reply = ({ method, params }) => {
      if (method === 'tools/call') return made;
      const result = { content: [{ type: 'text', text: 'done' }] };
      return { ...made, resultType: 'complete', taskId: params['taskId'], status: 'completed', result, extra: 1 };
    };
    const { result } = await wire()('tools/call', act);
    return String(result['taskId']);
  };

  it('is known to its caller by a handle of ours, and looked after as its tool [gateway.rounds.task-handle]', async () => {
    const taskId = await begun();
    expect(taskId).not.toContain('theirs');
    const { result } = await wire()('tasks/get', { taskId });
    expect(result).toMatchObject({
      taskId,
      status: 'completed',
      extra: 1,
      ttlMs: 60_000,
      result: { content: [{ text: 'done' }] },
    });
    const more = { tool: 'other', arguments: { b: 2 }, inputResponses: { a: {} } };
    for (const method of ['tasks/update', 'tasks/cancel']) await wire()(method, { taskId, ...more });
    const sent = modern.seen
      .filter(({ method }) => method.startsWith('tasks/'))
      .map(({ method, params }) => ({ method, params: { ...params, _meta: undefined } }));
    expect(sent).toEqual([
      { method: 'tasks/get', params: { taskId: 'theirs-1' } },
      { method: 'tasks/update', params: { taskId: 'theirs-1', inputResponses: { a: {} } } },
      { method: 'tasks/cancel', params: { taskId: 'theirs-1' } },
    ]);
    expect(gateway.facts.intents).toMatchObject(
      ['tools/call', 'tasks/get', 'tasks/update', 'tasks/cancel'].map((method) => ({
        method,
        tool: 'act',
        decision: 'allow',
      })),
    );
  });

  it('does not exist for anybody else, nor under the name that its server gave it [gateway.rounds.task-handle]', async () => {
    const taskId = await begun();
    const { facts } = gateway;
    const unknown = await wire()('tasks/get', { taskId: 'theirs-1' });
    const person = '00000000-0000-7000-8000-00000000000c';
    facts.standings.set(person, { ...facts.standings.get(ownerId)!, epoch: 1 });
    facts.token = { ...facts.token, personId: person };
    const foreign = await wire()('tasks/get', { taskId });
    expect([unknown.error.code, foreign.error.code]).toEqual([-32602, -32602]);
    expect(foreign.error.message.replace(taskId, '')).toBe(unknown.error.message.replace('theirs-1', ''));
    expect(modern.seen.some(({ method }) => method === 'tasks/get')).toBe(false);
  });

  it('is out of reach when its tool is, by the arguments that made it, too [gateway.rounds.task-handle]', async () => {
    const taskId = await begun();
    const asked: unknown[] = [];
    gateway.facts.rules.set('modern act', (args) => (asked.push(args), { effect: 'allow', code: 'allowed' }));
    await wire()('tasks/get', { taskId });
    expect(asked[0]).toEqual({ a: 1 });
    gateway.facts.rules.delete('modern act');
    expect((await wire()('tasks/cancel', { taskId })).error.code).toBe(-32602);
    expect(modern.seen.some(({ method }) => method === 'tasks/cancel')).toBe(false);
  });

  it('is nothing for a client that did not ask for tasks [gateway.rounds.task-handle]', async () => {
    modern.reply = () => made;
    expect((await wire({})('tools/call', act)).error.code).toBe(-31502);
  });
});
