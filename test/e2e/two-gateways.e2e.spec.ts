import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentGrants } from '@app/access';
import type { ToolRow } from '@app/catalog';
import { Sources } from '@app/directory';
import { type Clock, newId } from '@app/kernel';
import { CallLog, OpenCalls, Sequencer } from '@app/ledger';
import { ScimClient } from '../../apps/cli/src/demo/scim-client.js';
import { chainWorld } from '../support/chain-world.js';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { modernWire } from '../support/modern-wire.js';
import { raw } from '../support/raw-mcp.js';
import { type Opening, everyClient, inSession, stateless } from '../support/session-clients.js';
import { openTwoGateways } from '../support/two-gateways.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr } from '../support/world.js';

/** Two gateway programs behind a balancer that sends each request to the next of them, whoever it is of. */
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let world: Awaited<ReturnType<typeof chainWorld>>;
let gateways: Awaited<ReturnType<typeof openTwoGateways>>;
let upstream: Record<'modern' | 'legacy', Fixture>;
let idp: ScimClient;
/** By `server__name`. */
const tools = new Map<string, ToolRow>();
const given = ['add', 'wait', 'test_elicitation', 'test_input_required_result_multi_round'];
/** Comes and goes. */
const other = ['test_simple_text', 'test_image_content', 'test_audio_content', 'test_error_handling'];

beforeAll(async () => {
  [house, upstream] = await Promise.all([
    openWholeHouse({ fenceLeaseMs: 2000 }),
    Promise.all([startFixture('modern'), startFixture('legacy')]).then(([modern, legacy]) => ({ modern, legacy })),
  ]);
  world = await chainWorld(house);
  for (const [server, { url }] of Object.entries(upstream)) {
    for (const [name, tool] of await world.server(server, url)) tools.set(`${server}__${name}`, tool);
  }
  const { token } = await world.get(Sources).connect(hr, { name: 'leavers', dialect: 'lenient' });
  idp = new ScimClient(house.url, token);
  gateways = await openTwoGateways(house);
}, 90_000);
afterAll(async () => {
  await gateways?.close();
  await world?.close();
  await house?.close();
  await Promise.all(Object.values(upstream).map((each) => each.stop()));
});
afterEach(() => void (gateways.balancer.only = undefined));

const both = (names: readonly string[]): ToolRow[] =>
  ['modern', 'legacy'].flatMap((server) => names.map((name) => tools.get(`${server}__${name}`)!));
/** An agent that may call what is given, and whose owner may call the rest, too; the owner comes from an identity provider. */
async function caller() {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const owner = await idp.create('Users', { schemas, userName: `o-${newId()}`, displayName: 'O', active: true });
  await world.entitle(owner, ...both([...given, ...other]));
  const agent = await world.agent(owner);
  for (const tool of both(given)) await world.allow(agent, tool);
  return { owner, agent, token: await world.credentials(agent) };
}

const opened: Awaited<ReturnType<Opening>>[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((client) => client.close()))));
/** A client behind the balancer; one of the handshake era once its stream of changes is open, too. */
async function connect(opening: Opening, token: string) {
  const client = await opening(gateways.balancer.url, token);
  opened.push(client);
  const isOpen = () =>
    client.session() === undefined ||
    gateways.balancer.passed.some(
      ({ verb, session, status }) => verb === 'GET' && session === client.session() && status === 200,
    );
  await expect.poll(isOpen, { timeout: 10_000 }).toBe(true);
  return client;
}
/** What passed while this was done, as far as it is of these kinds: `tools/call`, `answer`. */
async function passing<T>(kinds: readonly string[], work: () => Promise<T>) {
  const { passed } = gateways.balancer;
  const before = passed.length;
  const result = await work();
  return { result, passed: passed.slice(before).filter(({ rpc }) => kinds.includes(rpc)) };
}
const rpc = (method: string, params: object = {}, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });
const auth = (token: string) => ({ authorization: `Bearer ${token}` });
async function begin(token: string, origin: string) {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  const answer = await raw(`${origin}/mcp`, 'POST', auth(token), rpc('initialize', params));
  await answer.closed;
  return { ...auth(token), 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '' };
}
const count = (fixture: Fixture, words: string) => fixture.seen.filter(({ body }) => body.includes(words)).length;

describe('behind a balancer that knows of no session', () => {
  let token: string;
  let agent: { id: string };
  beforeAll(async () => void ({ token, agent } = await caller()));

  it.each(Object.entries(everyClient))(
    '%s lists, calls, hears progress, and is asked in the middle of a call [two-gateways.served]',
    async (_, opening) => {
      const client = await connect(opening, token);
      expect(await client.tools()).toEqual(
        both(given)
          .map(({ name }, at) => `${at < 4 ? 'modern' : 'legacy'}__${name}`)
          .toSorted(),
      );
      for (const server of ['modern', 'legacy']) {
        const steps: number[] = [];
        expect(await client.call(`${server}__wait`, { ms: 100 }, (step) => void steps.push(step))).toContain('Waited.');
        expect(steps.length).toBeGreaterThan(0); // a busy machine has time for one
        expect(steps).toEqual(steps.map((_step, n) => n + 1));
        const asking = await passing(['tools/call', 'answer'], () =>
          client.call(`${server}__test_elicitation`, { message: 'Who?' }),
        );
        expect(asking.result).toContain('ada');
        // the answer came to the other process than the one that asks
        expect(asking.passed).toHaveLength(2);
        expect(asking.passed[0]?.to).not.toBe(asking.passed[1]?.to);
        expect(await client.call(`${server}__test_input_required_result_multi_round`)).toContain('Both steps');
      }
    },
  );

  it.each(Object.entries(everyClient))(
    '%s is told once what it may call now, and no longer [two-gateways.changes]',
    async (which, opening) => {
      const client = await connect(opening, token);
      await client.listen();
      const tool = tools.get(`legacy__${other[Object.keys(everyClient).indexOf(which)]}`)!;
      const grant = await world.allow(agent, tool);
      await expect.poll(() => client.changes(), { timeout: 5_000 }).toBe(1);
      expect(await client.tools()).toContain(`legacy__${tool.name}`);
      await world.db.write(hr, (tx) => world.get(AgentGrants).end(tx, grant.id, 'enough'));
      await expect.poll(() => client.changes(), { timeout: 5_000 }).toBe(2);
      expect(await client.tools()).not.toContain(`legacy__${tool.name}`);
    },
  );

  it.each(Object.entries(inSession))(
    '%s goes on with an answer at the other process when its connection breaks [two-gateways.resumed]',
    async (_, opening) => {
      const client = await connect(opening, token);
      const { balancer } = gateways;
      balancer.only = 0;
      const steps: number[] = [];
      const calls = count(upstream.legacy, '"name":"wait"');
      const call = client.call('legacy__wait', { ms: 2_500 }, (step) => void steps.push(step));
      await expect.poll(() => steps.length).toBeGreaterThan(2);
      balancer.only = 1;
      const heard = steps.length;
      balancer.cut();
      expect(await call).toContain('Waited.');
      expect(balancer.passed.findLast(({ resumes, session }) => resumes && session === client.session())?.to).toBe(1);
      expect(steps.length).toBeGreaterThan(heard);
      expect(steps).toEqual(steps.map((_step, n) => n + 1));
      expect(count(upstream.legacy, '"name":"wait"')).toBe(calls + 1);
    },
  );

  it.each(Object.entries(inSession))('%s ends its session for both [two-gateways.ended]', async (_, opening) => {
    const client = await connect(opening, token);
    const session = { ...auth(token), 'mcp-session-id': client.session() ?? '' };
    const status = async (url: string) => (await raw(`${url}/mcp`, 'POST', session, rpc('tools/list'))).status;
    expect(await Promise.all(gateways.urls.map(status))).toEqual([200, 200]);
    await client.end();
    await expect.poll(() => Promise.all(gateways.urls.map(status))).toEqual([404, 404]);
  });
});

it('a budget of 50 lets exactly 50 of 200 calls at once through, in sessions and without [two-gateways.budget]', async () => {
  const { owner } = await caller();
  const limited = await world.agent(owner);
  const counter = { unit: 'calls', per: ['agent'], window: { every: 'day', zone: 'Europe/Berlin' } } as const;
  const grant = {
    agentId: limited.id,
    toolId: tools.get('legacy__add')!.id,
    effect: 'allow',
    condition: null,
  } as const;
  await world.get(AgentGrants).give(hr, { ...grant, budget: { counter, limit: 50, exceeded: 'hold' } });
  const token = await world.credentials(limited);
  const { balancer } = gateways;
  const client = await connect(inSession['SDK 2.4'], token);
  const wire = modernWire(`${balancer.url}/mcp`, {}, token);
  const before = count(upstream.legacy, '"name":"add"');
  const { result: answers, passed } = await passing(['tools/call'], () =>
    Promise.all(
      Array.from({ length: 200 }, async (_, b) => {
        if (b % 2) return client.call('legacy__add', { a: 1, b }).catch(String);
        return JSON.stringify(await wire('tools/call', { name: 'legacy__add', arguments: { a: 1, b } }));
      }),
    ),
  );
  const heard = (words: RegExp) => answers.filter((answer) => words.test(answer)).length;
  const reached = count(upstream.legacy, '"name":"add"') - before;
  // on a machine that cannot keep up a call is refused, of which nobody knows whether it was counted (docs/budgets.md)
  const unavailable = heard(/-31503|try again soon/);
  expect(reached).toBeLessThanOrEqual(50);
  expect(reached).toBeGreaterThanOrEqual(50 - unavailable);
  expect(heard(/budget_exhausted/)).toBeGreaterThanOrEqual(150 - unavailable);
  expect([0, 1].map((at) => passed.filter(({ to }) => to === at).length)).toEqual([100, 100]);
});

it('when an owner has left, either process denies the very next call and every stream ends [two-gateways.fence]', async () => {
  const { owner, token } = await caller();
  const waiting = rpc(
    'tools/call',
    { name: 'legacy__wait', arguments: { ms: 30_000 }, _meta: { progressToken: 1 } },
    5,
  );
  const notes = upstream.legacy.notes.length;
  const streams = await Promise.all(
    gateways.urls.map(async (url) => {
      const headers = await begin(token, url);
      const changes = await raw(`${url}/mcp`, 'GET', headers);
      const call = await raw(`${url}/mcp`, 'POST', headers, waiting);
      await call.heard(({ method }) => method === 'notifications/progress');
      return { headers, changes, call };
    }),
  );
  const held = await modernWire(`${gateways.urls[0]}/mcp`, { elicitation: {} }, token)('tools/call', asking);
  const [{ headers, call }] = streams as [(typeof streams)[0]];
  await idp.patch('Users', owner.id, [{ op: 'replace', path: 'active', value: false }]);
  const seen = upstream.legacy.seen.length;
  const next = gateways.urls.flatMap((url) => [
    raw(`${url}/mcp`, 'POST', headers, rpc('tools/call', { name: 'legacy__add', arguments: { a: 1, b: 1 } })),
    raw(`${url}/mcp`, 'GET', headers),
    raw(`${url}/mcp`, 'GET', { ...headers, 'last-event-id': call.ids.at(-1) ?? '' }),
    modernWire(`${url}/mcp`, { elicitation: {} }, token)('tools/call', { ...asking, ...filledIn(held.result) }),
  ]);
  expect((await Promise.all(next)).map(({ status }) => status)).toEqual(next.map(() => 401));
  const left = performance.now();
  await Promise.all(streams.flatMap((each) => [each.changes.closed, each.call.closed]));
  expect(performance.now() - left).toBeLessThan(2_000);
  await expect.poll(() => upstream.legacy.notes.slice(notes)).toEqual(['wait cancelled', 'wait cancelled']);
  const since = upstream.legacy.seen.slice(seen).map(({ body }) => body);
  expect(since.filter((body) => body.includes('tools/call') || body.includes('ada'))).toEqual([]);
});
const asking = { name: 'legacy__test_elicitation', arguments: { message: 'Who?' } };
const filledIn = ({ inputRequests = {}, requestState }: { inputRequests?: object; requestState?: string }) => ({
  inputResponses: Object.fromEntries(
    Object.keys(inputRequests).map((key) => [key, { action: 'accept', content: { username: 'ada', email: 'a@b' } }]),
  ),
  requestState,
});

describe('when one process is killed', () => {
  it('calls that it carried end clearly, sessions go on, and the ledger says that nobody knows [two-gateways.killed]', async () => {
    const { agent, owner, token } = await caller();
    const { balancer } = gateways;
    const clients = await Promise.all(Object.values(inSession).map((opening) => connect(opening, token)));
    const modern = await connect(stateless, token);
    const wire = modernWire(`${balancer.url}/mcp`, { elicitation: {} }, token);
    balancer.only = 0;
    const begun = clients.map(() => 0);
    const calls = clients.map((client, at) =>
      client
        .call('legacy__wait', { ms: 30_000 }, (step) => void (begun[at] = step))
        .then(
          (said) => ({ said }),
          ({ code, message }: { code: unknown; message: string }) => ({ code, message }),
        ),
    );
    const cut = await raw(`${balancer.url}/mcp`, 'POST', ...withoutSession(token));
    await cut.heard(({ method }) => method === 'notifications/progress');
    const held = await wire('tools/call', asking);
    await expect.poll(() => Math.min(...begun)).toBeGreaterThan(0);

    await gateways.kill(0);
    balancer.only = undefined;
    const killed = performance.now();
    await cut.closed;
    expect(cut.messages.filter(({ id }) => id !== undefined)).toEqual([]);
    const unknown = { code: -31_502, message: expect.stringContaining('not known') as string };
    expect(await Promise.all(calls)).toEqual([unknown, unknown]);
    // a second until the SDKs come back, three until it is known that nobody is there
    expect(performance.now() - killed).toBeLessThan(8_000);
    expect((await wire('tools/call', { ...asking, ...filledIn(held.result) })).error.code).toBe(-31_004);
    for (const client of [...clients, modern]) {
      expect(await client.call('legacy__add', { a: 2, b: 3 })).toContain('"5"');
      expect(await client.call('legacy__test_elicitation', { message: 'Who?' })).toContain('ada');
    }
    const seen = clients.map((client) => client.changes());
    await world.allow(agent, tools.get(`legacy__${other[0]}`)!);
    await expect
      .poll(() => clients.every((client, at) => client.changes() > (seen[at] ?? 0)), { timeout: 5_000 })
      .toBe(true);

    expect(await recovered(agent.id)).toEqual(['unknown', 'unknown', 'unknown']);

    await idp.patch('Users', owner.id, [{ op: 'replace', path: 'active', value: false }]);
    expect((await raw(`${balancer.url}/mcp`, 'POST', auth(token), rpc('tools/list'))).status).toBe(401);
  });
});

const withoutSession = (token: string): [Record<string, string>, object] => {
  const name = 'legacy__wait';
  const header = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    progressToken: 1,
  };
  return [{ ...auth(token), ...header }, rpc('tools/call', { name, arguments: { ms: 30_000 }, _meta })];
};

/** What came of the calls of `wait` by this agent, as the ledger has it five minutes later. */
async function recovered(agentId: string): Promise<unknown[]> {
  const later = { now: () => new Date(Date.now() + 6 * 60_000) } as Clock;
  const recovery = new OpenCalls(world.db, world.get(CallLog), later);
  await world.get(Sequencer).run();
  await recovery.close();
  await world.get(Sequencer).run();
  expect(await recovery.close()).toBe(0);
  return world.db.read(hr, async (tx) => {
    const rows = await tx.query<{ status: string }[]>(
      `SELECT o.entry::jsonb -> 'd' ->> 'result_status' AS status FROM ledger_entry i
       LEFT JOIN ledger_entry o ON o.call_id = i.call_id AND o.type = 'call.outcome'
       WHERE i.type = 'call.intent' AND i.entry::jsonb -> 'd' ->> 'tool' = 'wait' AND i.subject = $1`,
      [agentId],
    );
    return rows.map(({ status }) => status);
  });
}
