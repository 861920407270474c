import { Client as V2, StreamableHTTPClientTransport as V2Transport } from '@modelcontextprotocol/client';
import { Client as V1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as V1Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { BEARER, openGateway, ownerId } from '../support/mcp-world.js';
import { memoryMailbox } from '../support/memory-mailbox.js';
import { everything, modernWire } from '../support/modern-wire.js';

/** Two processes of one gateway in front of a server of each era. */
let upstream: Record<'modern' | 'legacy', Fixture>;
let gateways: Awaited<ReturnType<typeof openGateway>>[];
let given: object;

beforeAll(async () => {
  upstream = { modern: await startFixture('modern'), legacy: await startFixture('legacy') };
  const shared = { mailbox: memoryMailbox() };
  const addresses = Object.entries(upstream).map(([name, { url }]) => ({ name, url }));
  gateways = [await openGateway(addresses, shared), await openGateway(addresses, shared)];
  for (const gateway of gateways) {
    for (const { name } of addresses) await gateway.discover(name);
    for (const { serverName, toolName } of gateway.facts.catalog) gateway.facts.allow(`${serverName} ${toolName}`);
  }
}, 60_000);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await Promise.all(Object.values(upstream).map((each) => each.stop()));
});
beforeEach(() => {
  const { facts } = gateways[0]!;
  given = { token: facts.token, standings: new Map(facts.standings), rules: new Map(facts.rules), fresh: true };
  for (const gateway of gateways) gateway.facts.intents.length = gateway.facts.outcomes.length = 0;
});
afterEach(() => {
  Object.assign(gateways[0]!.facts, given);
  gateways.forEach(({ house }) => house.rounds.held.close());
});

const init = { requestInit: { headers: { authorization: `Bearer ${BEARER}` } } };
const sampled = { model: 'm', role: 'assistant', content: { type: 'text', text: 'sampled' } } as const;
const filled = {
  action: 'accept',
  content: { username: 'ada', email: 'a@b', name: 'ada', color: 'red', ok: true },
} as const;
const roots = { roots: [{ uri: 'file:///home/ada', name: 'home' }] };

type Called = Readonly<{ content: unknown; isError?: boolean | undefined }>;
type Client = Readonly<{ call: (name: string, args?: object) => Promise<Called>; close: () => Promise<void> }>;

async function v1(): Promise<Client> {
  const client = new V1({ name: 'v1', version: '1' }, { capabilities: everything });
  client.setRequestHandler(ElicitRequestSchema, () => ({ ...filled, content: { ...filled.content } }));
  client.setRequestHandler(CreateMessageRequestSchema, () => sampled);
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  await client.connect(new V1Transport(new URL(gateways[0]!.url), init) as Parameters<V1['connect']>[0]);
  return {
    call: (name, args = {}) => client.callTool({ name, arguments: { ...args } }) as Promise<Called>,
    close: () => client.close(),
  };
}

const v2 = (mode: 'legacy' | { pin: string }) => async (): Promise<Client> => {
  const client = new V2({ name: 'v2', version: '1' }, { capabilities: everything, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', () => ({ ...filled, content: { ...filled.content } }));
  client.setRequestHandler('sampling/createMessage', () => sampled);
  client.setRequestHandler('roots/list', () => roots);
  await client.connect(new V2Transport(new URL(gateways[0]!.url), init));
  return {
    call: (name, args = {}) => client.callTool({ name, arguments: { ...args } }) as Promise<Called>,
    close: () => client.close(),
  };
};

const clients: Record<string, () => Promise<Client>> = {
  'the v1 client': v1,
  'the v2 client': v2('legacy'),
  'the v2 client of the stateless era': v2({ pin: '2026-07-28' }),
};

describe.each(['modern', 'legacy'] as const)('a server of the %s era', (server) => {
  it.each(Object.keys(clients))('asks the user of %s [gateway.rounds.cells]', async (which) => {
    const client = await clients[which]!();
    const told = async (tool: string, args = {}) =>
      JSON.stringify((await client.call(`${server}__${tool}`, args)).content);
    expect(await told('test_elicitation', { message: 'Who?' })).toContain('ada');
    expect(await told('test_sampling', { prompt: 'Hello' })).toContain('sampled');
    expect(await told('test_input_required_result_list_roots')).toContain('file:///home/ada');
    const three = await told('test_input_required_result_multiple_inputs');
    for (const part of ['ada', 'sampled', 'file:///home/ada']) expect(three).toContain(part);
    expect(await told('test_input_required_result_multi_round')).toContain('Both steps were answered');
    expect(await told('test_input_required_result_request_state')).toContain('state-ok');
    expect(await told('add', { a: 1, b: 2 })).toContain('3');
    await client.close();
  });
});

const wire = (capabilities: object = everything, gateway = 0) =>
  modernWire(gateways[gateway]!.url, { ...capabilities });
const elicit = (server: string, message = 'Who?') => ({ name: `${server}__test_elicitation`, arguments: { message } });
const asks = async (server: string) => {
  const { result } = await wire()('tools/call', elicit(server));
  const [key = ''] = Object.keys(result.inputRequests ?? {});
  return { key, question: result.inputRequests?.[key], requestState: String(result.requestState), result };
};
const answer = ({ key, requestState }: { key: string; requestState: string }, more: object = {}) => ({
  inputResponses: { [key]: { action: 'accept', content: { username: 'ada' } } },
  requestState,
  ...more,
});

describe.each(['modern', 'legacy'] as const)('a question of a server of the %s era to a stateless client', (server) => {
  it('is one result and the answer one more call, and both are recorded [gateway.rounds.recorded]', async () => {
    const asked = await asks(server);
    expect(asked.result['resultType']).toBe('input_required');
    expect(asked.result).not.toHaveProperty('ttlMs');
    expect(asked.question).toMatchObject({ method: 'elicitation/create', params: { message: 'Who?' } });
    const done = await wire()('tools/call', { ...elicit(server), ...answer(asked) });
    expect(JSON.stringify(done.result)).toContain('ada');
    const { intents, outcomes } = gateways[0]!.facts;
    expect(intents).toHaveLength(2);
    expect(intents[1]).toMatchObject({
      continues: intents[0]?.callId,
      answersDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(intents[0]).not.toHaveProperty('continues');
    await expect.poll(() => outcomes.map(({ status }) => status)).toEqual(['input_required', 'ok']);
    expect(gateways[0]!.house.calls.size).toBe(0);
  });

  it.each<[string, () => object]>([
    ['with other arguments', () => ({ arguments: { message: 'Whoever?' } })],
    ['for another tool', () => ({ name: `${server}__test_sampling`, arguments: { message: 'Who?' } })],
    ['for another server', () => ({ name: `${server === 'modern' ? 'legacy' : 'modern'}__test_elicitation` })],
  ])('is not answered %s [gateway.rounds.state-bound]', async (_, change) => {
    const asked = await asks(server);
    const before = upstream[server].seen.length;
    const { error } = await wire()('tools/call', { ...elicit(server), ...answer(asked), ...change() });
    expect([error.code, upstream[server].seen.length]).toEqual([-32602, before]);
    expect(gateways[0]!.facts.intents.at(-1)).toMatchObject({ decision: 'deny', reasonCode: 'state_invalid' });
  });

  it('is not answered under a state that was altered, made up or taken from the upstream [gateway.rounds.state-sealed]', async () => {
    const asked = await asks(server);
    const { requestState } = asked;
    const middle = requestState.length >> 1;
    const altered = `${requestState.slice(0, middle)}${requestState[middle] === 'A' ? 'B' : 'A'}${requestState.slice(middle + 1)}`;
    for (const bad of [altered, `${requestState}=`, ` ${requestState}`, 'asked', '', 7, null]) {
      const { error } = await wire()('tools/call', { ...elicit(server), ...answer(asked), requestState: bad });
      expect([bad, error.code]).toEqual([bad, -32602]);
    }
    expect((await wire()('tools/call', { ...elicit(server), ...answer(asked) })).result).toBeDefined();
  });

  it('is not answered by another agent, nor for another person [gateway.rounds.state-bound]', async () => {
    const asked = await asks(server);
    const { facts } = gateways[0]!;
    const person = '00000000-0000-7000-8000-00000000000c';
    facts.standings.set(person, { ...facts.standings.get(ownerId)!, epoch: 1 });
    facts.token = { ...facts.token, personId: person };
    const { error } = await wire()('tools/call', { ...elicit(server), ...answer(asked) });
    expect(error.code).toBe(-32602);
  });

  it('is denied to whoever lost the right meanwhile [gateway.rounds.judged]', async () => {
    const asked = await asks(server);
    gateways[0]!.facts.suspend(ownerId);
    const before = upstream[server].seen.filter(({ body }) => body.includes('inputResponses')).length;
    expect((await wire()('tools/call', { ...elicit(server), ...answer(asked) })).status).toBe(401);
    expect(upstream[server].seen.filter(({ body }) => body.includes('inputResponses'))).toHaveLength(before);
    expect(JSON.stringify(upstream[server].seen)).not.toContain(BEARER);
  });

  it('is not asked of a client that did not say that it can be [gateway.rounds.declared]', async () => {
    for (const capabilities of [{}, { sampling: {} }, { elicitation: { url: {} } }]) {
      const { result, error } = await wire(capabilities)('tools/call', elicit(server));
      expect(result?.['resultType']).not.toBe('input_required');
      expect(error ? 'error' : result['isError']).toBeTruthy();
    }
  });
});

describe('a call that is held for a stateless client', () => {
  const cancelled = () => upstream.legacy.seen.filter(({ body }) => body.includes('notifications/cancelled')).length;
  const size = () => gateways[0]!.house.rounds.held.size;

  it('is answered once, whoever comes first [gateway.rounds.held.single-use]', async () => {
    const asked = await asks('legacy');
    const both = await Promise.all([1, 2].map(() => wire()('tools/call', { ...elicit('legacy'), ...answer(asked) })));
    expect(both.filter(({ result }) => result !== undefined)).toHaveLength(1);
    const again = await wire()('tools/call', { ...elicit('legacy'), ...answer(asked) });
    expect(again.error.code).toBe(-31004);
  });

  it.each<[string, () => void]>([
    ['its owner leaves', () => gateways[0]!.facts.suspend(ownerId)],
    ['the tool is taken away', () => (gateways[0]!.facts.rules.clear(), gateways[0]!.facts.accessChanged())],
    ['a grant ends by time alone', () => gateways[0]!.facts.rules.clear()],
    ['the process stops', () => gateways[0]!.house.onApplicationShutdown()],
  ])('is cancelled at its server when %s [gateway.rounds.held.ends]', async (_, change) => {
    await asks('legacy');
    const before = cancelled();
    expect([size(), gateways[0]!.house.calls.size]).toEqual([1, 1]);
    change();
    await expect.poll(cancelled, { timeout: 3_000 }).toBe(before + 1);
    expect([size(), gateways[0]!.house.calls.size]).toEqual([0, 0]);
  });

  it('asks again what was not answered, and goes on when the rest is [gateway.rounds.held]', async () => {
    const asked = await asks('legacy');
    const again = await wire()('tools/call', { ...elicit('legacy'), ...answer(asked), inputResponses: { other: {} } });
    expect(again.result.inputRequests).toEqual(asked.result.inputRequests);
    const done = await wire()('tools/call', {
      ...elicit('legacy'),
      ...answer({ ...asked, requestState: String(again.result.requestState) }),
    });
    expect(JSON.stringify(done.result)).toContain('ada');
  });

  it('is still there after an answer that is none [gateway.rounds.held]', async () => {
    const asked = await asks('legacy');
    for (const inputResponses of [7, null, 'x', []]) {
      const { error } = await wire()('tools/call', { ...elicit('legacy'), ...answer(asked), inputResponses });
      expect(error.code).toBe(-32602);
    }
    expect((await wire()('tools/call', { ...elicit('legacy'), ...answer(asked) })).result).toBeDefined();
  });

  it('can be answered at another process, and ends with whoever brings the answer [gateway.rounds.elsewhere]', async () => {
    const asked = await asks('legacy');
    const there = wire(everything, 1);
    const again = await there('tools/call', { ...elicit('legacy'), ...answer(asked), inputResponses: {} });
    expect(again.result['resultType']).toBe('input_required');
    const next = { ...asked, requestState: String(again.result.requestState) };
    const done = await there('tools/call', { ...elicit('legacy'), ...answer(next) });
    expect(JSON.stringify(done.result)).toContain('ada');
    expect(gateways[1]!.facts.intents.map(({ continues }) => continues !== undefined)).toEqual([true, true]);
    expect((await there('tools/call', { ...elicit('legacy'), ...answer(next) })).error.code).toBe(-31004);
    expect([size(), gateways[0]!.house.calls.size]).toEqual([0, 0]);
  });

  it('is refused clearly when its process is gone [gateway.rounds.elsewhere]', async () => {
    const asked = await asks('legacy');
    gateways[0]!.house.rounds.held.close();
    const { error } = await wire(everything, 1)('tools/call', { ...elicit('legacy'), ...answer(asked) });
    expect(error).toMatchObject({ code: -31004, message: expect.stringMatching(/has ended meanwhile/) as string });
    // nobody can say whether it was fed before
    await expect.poll(() => gateways[1]!.facts.outcomes).toMatchObject([{ status: 'unknown' }]);
  });
});

describe('what is asked by something else than a tool', () => {
  it('is carried like that of a tool [gateway.rounds.cells]', async () => {
    const name = 'modern__test_input_required_result_prompt';
    for (const { facts } of gateways) facts.allow('modern prompt:test_input_required_result_prompt');
    const asked = await wire()('prompts/get', { name });
    expect(asked.result.inputRequests).toMatchObject({ user_context: { method: 'elicitation/create' } });
    const inputResponses = { user_context: { action: 'accept', content: { context: 'here' } } };
    const again = { inputResponses, requestState: asked.result.requestState };
    const done = await wire()('prompts/get', { name, ...again });
    expect(JSON.stringify(done.result)).toContain('In this context: here');
    // a state of a prompt is none of a tool
    expect((await wire()('tools/call', { ...elicit('modern'), ...again })).error.code).toBe(-32602);
  });
});

describe('a question that may not be told', () => {
  it.each(['modern', 'legacy'] as const)(
    'by a server of the %s era is told to nobody [gateway.rounds.judged]',
    async (server) => {
      const { facts } = gateways[0]!;
      const obligations = [{ redact: ['secret'] }] as never;
      facts.rules.set(`${server} test_elicitation`, () => ({ effect: 'allow', code: 'allowed', obligations }));
      const { result, error } = await wire()('tools/call', elicit(server, 'the secret is x'));
      expect(JSON.stringify([result, error])).not.toContain('the secret');
      expect(result?.inputRequests).toBeUndefined();
      expect([gateways[0]!.house.rounds.held.size, gateways[0]!.house.calls.size]).toEqual([0, 0]);
    },
  );
});
