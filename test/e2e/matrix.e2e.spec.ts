import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SignInLinks, Bootstrap } from '@app/auth';
import { system } from '@app/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';
import { tokenOf } from '../bench/support/token.js';
import { type NewServer, agentForAll } from '../support/agent-for-all.js';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { fixtureProgram } from '../support/fixture-upstream/program.js';
import { type Progress, type Speaker, type Target, clients } from '../support/matrix/clients.js';
import { endOf, listed } from '../support/matrix/meaning.js';
import { programOf, startEverything } from '../support/mcp-upstreams.js';
import { openWholeHouse } from '../support/whole-house.js';

/**
 * Real servers and real clients, each pair once directly and once through the gateway: what a client hears must mean
 * the same. Only what the protocol itself puts into results may differ (`meaning.ts`).
 */
const home = mkdtempSync(path.join(tmpdir(), 'surety-matrix-'));
writeFileSync(path.join(home, 'hello.txt'), 'hello');
execFileSync('git', ['init', '-q', '-b', 'main', home]);
const gitServer = path.resolve('node_modules/@cyanheads/git-mcp-server/dist/index.js');

type Call = readonly [name: string, args?: Record<string, unknown>];
type Asked = readonly [name: string, args?: Record<string, string>];
type Row = Readonly<{
  server: string;
  /** Calls whose results must be equal, failing ones with them. */
  calls: readonly Call[];
  progress?: Call;
  slow?: Call;
  asks?: readonly Call[];
  prompts?: readonly Asked[];
  reads?: readonly string[];
  completes?: readonly [prompt: string, argument: string, value: string];
  /** A resource, and the tool that makes it change. */
  watches?: readonly [uri: string, ...call: Call];
}>;
const ofFixture: Omit<Row, 'server' | 'watches'> = {
  calls: [
    ['add', { a: 2, b: 3 }],
    ['test_simple_text'],
    ['test_image_content'],
    ['test_audio_content'],
    ['test_embedded_resource'],
    ['test_multiple_content_types'],
    ['test_error_handling'],
    ['json_schema_2020_12_tool', { name: 'Ada', contactMethod: 'email' }],
    ['json_schema_2020_12_tool', { nowhere: 1 }],
    ['test_x_mcp_header', { region: 'Malmö', count: 1 }],
  ],
  progress: ['test_tool_with_progress'],
  slow: ['wait', { ms: 20_000 }],
  asks: [
    ['test_elicitation', { message: 'Who are you?' }],
    ['test_input_required_result_elicitation'],
    ['test_input_required_result_multi_round'],
    ['test_input_required_result_request_state'],
  ],
  prompts: [
    ['test_simple_prompt'],
    ['test_prompt_with_arguments', { arg1: 'one', arg2: 'two' }],
    ['test_prompt_with_embedded_resource', { resourceUri: 'test://static-text' }],
    ['test_prompt_with_image'],
    ['test_input_required_result_prompt'],
  ],
  reads: ['test://static-text', 'test://static-binary', 'test://template/7/data'],
  completes: ['test_prompt_with_arguments', 'arg1', 'par'],
};
const watches = ['test://watched-resource', 'touch_resource', { uri: 'test://watched-resource' }] as const;
const ofEverything: Omit<Row, 'server'> = {
  calls: [
    ['echo', { message: 'hi' }],
    ['get-sum', { a: 1, b: 2 }],
    ['get-sum', { a: 'x' }],
    ['get-structured-content', { location: 'New York' }],
    ['get-annotated-message', { messageType: 'error', includeImage: true }],
    ['get-tiny-image'],
    ['get-resource-links', { count: 2 }],
  ],
  progress: ['trigger-long-running-operation', { duration: 0.2, steps: 4 }],
  slow: ['trigger-long-running-operation', { duration: 20, steps: 1000 }],
  prompts: [['simple-prompt'], ['args-prompt', { city: 'Lund' }]],
};
const rows: readonly Row[] = [
  {
    server: 'files',
    calls: [
      ['read_text_file', { path: path.join(home, 'hello.txt') }],
      ['list_directory', { path: home }],
      ['read_text_file', { path: path.join(home, 'nothing.txt') }],
      ['read_text_file', { path: '/etc/passwd' }],
      ['read_text_file', {}],
    ],
  },
  { server: 'memory', calls: [['read_graph'], ['search_nodes', { query: 'x' }], ['search_nodes', {}]] },
  {
    server: 'git',
    calls: [
      ['git_branch', { path: home }],
      ['git_status', { path: '/nowhere' }],
      ['git_show', {}],
    ],
  },
  { server: 'everything', ...ofEverything },
  { server: 'everything-pipe', ...ofEverything },
  { server: 'fixture-modern', ...ofFixture, watches },
  { server: 'fixture-legacy', ...ofFixture, watches },
  { server: 'fixture-dual', ...ofFixture, watches },
  { server: 'fixture-pipe', ...ofFixture },
  { server: 'fixture-modern-pipe', ...ofFixture },
];

/** Arguments in a place of their own, whether there are any or not. */
const asPair = <Args>([name, args]: readonly [name: string, args?: Args]) => [name, args] as const;

/** Shown by `server-everything` to clients that can be asked more than those here; the catalogue is read by one that can. */
const onlyForOthers = new Set(['trigger-sampling-request', 'trigger-url-elicitation', 'get-roots-list']);

/** A client of the handshake era has no direct way to a server of the other one: it hears what the same server says to it. */
const inItsPlace: Readonly<Record<string, string>> = {
  'fixture-modern': 'fixture-dual',
  'fixture-modern-pipe': 'fixture-pipe',
};

const closing: (() => unknown)[] = [];
const fixtures = new Map<string, Fixture>();
let targets: Map<string, { direct: Target; through: Target }>;

beforeAll(async () => {
  const everything = await startEverything();
  closing.push(everything.stop);
  for (const era of ['modern', 'legacy', 'dual'] as const) {
    const fixture = await startFixture(era);
    closing.push(fixture.stop);
    fixtures.set(`fixture-${era}`, fixture);
  }
  const [dual, modern] = [fixtureProgram('dual'), fixtureProgram('modern')];
  closing.push(dual.remove, modern.remove);
  const program = ({ program: file, args }: { program: string; args: string[] }) => ({ program: file, args });
  const servers: NewServer[] = [
    { name: 'files', transport: 'stdio', command: programOf('server-filesystem', home) },
    { name: 'memory', transport: 'stdio', command: programOf('server-memory') },
    { name: 'git', transport: 'stdio', command: { program: process.execPath, args: [gitServer] } },
    { name: 'everything', transport: 'http', url: everything.url },
    { name: 'everything-pipe', transport: 'stdio', command: programOf('server-everything', 'stdio') },
    ...[...fixtures].map(([name, { url }]) => ({ name, transport: 'http' as const, url })),
    { name: 'fixture-pipe', transport: 'stdio', command: program(dual) },
    { name: 'fixture-modern-pipe', transport: 'stdio', command: program(modern) },
  ];
  const house = await openWholeHouse({ fenceLeaseMs: 20_000, privateAddresses: true });
  closing.push(house.close);
  const { personId } = await house.app.get(Bootstrap).admin('root@example.com');
  const { secret } = await house.app.get(SignInLinks).issue(system('test'), personId);
  const admin = await WebClient.signIn(`${house.url}/sign-in#${secret}`);
  const agent = await agentForAll(admin, house.url, servers);
  const entries = servers.map(async (server) => {
    const route = `/mcp/${server.name}`;
    const headers = { authorization: `Bearer ${await tokenOf(agent, house.url, route)}` };
    const direct = server.transport === 'stdio' ? { command: server.command } : { url: server.url };
    return [server.name, { direct, through: { url: `${house.url}${route}`, headers } }] as const;
  });
  targets = new Map(await Promise.all(entries));
}, 120_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

describe.each(Object.keys(clients))('%s', (client) => {
  describe.each(rows)('with $server', ({ server, ...row }) => {
    let direct: Speaker;
    let through: Speaker;
    beforeAll(async () => {
      const reference = targets.get(client.endsWith('auto') ? server : (inItsPlace[server] ?? server))!;
      const connect = clients[client]!;
      [direct, through] = await Promise.all([connect(reference.direct), connect(targets.get(server)!.through)]);
    });
    afterAll(() => Promise.all([direct?.close(), through?.close()]));

    it('sees the same definitions [matrix.list]', async () => {
      const [alone, behind] = [await offered(direct, direct), await offered(through, direct)];
      expect({ ...behind, tools: behind.tools.filter(({ name }) => !onlyForOthers.has(String(name))) }).toEqual(alone);
    });

    it.each(row.calls.map(asPair))('hears the same of %s %j [matrix.call]', async (name, args) => {
      expect(await endOf(through.call(name, args))).toEqual(await endOf(direct.call(name, args)));
    });

    it.skipIf(!row.progress)('hears how far it is [matrix.progress]', async () => {
      const [name, args] = row.progress!;
      const told = async (speaker: Speaker) => {
        const heard: Progress[] = [];
        const result = await endOf(speaker.call(name, args, { onprogress: (each) => heard.push(each) }));
        return { heard, result: withoutTimes(result) };
      };
      const [alone, behind] = [await told(direct), await told(through)];
      // the SDK itself loses what comes in one go with the answer
      const heard = Math.min(alone.heard.length, behind.heard.length);
      expect(heard).toBeGreaterThan(1);
      expect(behind.heard.slice(0, heard)).toEqual(alone.heard.slice(0, heard));
      expect(behind.result).toEqual(alone.result);
    });

    it.skipIf(!row.slow)('can take a call back [matrix.cancel]', async () => {
      const [name, args] = row.slow!;
      const fixture = fixtures.get(server);
      if (fixture) fixture.notes.length = 0;
      const ending = new AbortController();
      const call = through.call(name, args, { signal: ending.signal, onprogress: () => ending.abort() });
      await expect(call).rejects.toThrow(/abort/i);
      await expect.poll(() => fixture?.notes ?? ['wait cancelled']).toContain('wait cancelled');
    });

    it.each((row.asks ?? []).map(asPair))('is asked by %s, and heard [matrix.elicitation]', async (name, args) => {
      const answered = await endOf(through.call(name, args));
      expect(answered).toEqual(await endOf(direct.call(name, args)));
      expect(answered).not.toHaveProperty('error');
      expect(answered).not.toHaveProperty('result.isError');
    });

    it.each((row.prompts ?? []).map(asPair))('gets the same prompt %s [matrix.prompt]', async (name, args) => {
      expect(await endOf(through.prompt(name, args))).toEqual(await endOf(direct.prompt(name, args)));
    });

    it.each(row.reads ?? [])('reads the same at %s [matrix.read]', async (uri) => {
      expect(await endOf(through.read(uri))).toEqual(await endOf(direct.read(uri)));
    });

    it('is told the same of what is not there [matrix.unknown]', async () => {
      for (const ask of [
        (speaker: Speaker) => speaker.call('no_such_tool'),
        ...(direct.has('prompts') ? [(speaker: Speaker) => speaker.prompt('no_such_prompt')] : []),
        ...(row.reads ? [(speaker: Speaker) => speaker.read('test://nowhere')] : []),
      ]) {
        expect(withoutWords(await endOf(ask(through)))).toEqual(withoutWords(await endOf(ask(direct))));
      }
    });

    it.skipIf(!row.completes)('has arguments completed [matrix.complete]', async () => {
      expect(await endOf(through.complete(...row.completes!))).toEqual(await endOf(direct.complete(...row.completes!)));
    });

    it.skipIf(!row.watches)('hears that the tools have changed [matrix.list-changed]', async () => {
      let told = 0;
      const stop = await through.follow(() => (told += 1));
      const isThere = async (speaker: Speaker) =>
        (await speaker.tools()).some(({ name }) => name === 'test_comes_and_goes');
      const before = await isThere(through);
      for (const after of [!before, before]) {
        told = 0;
        await through.call('test_trigger_tool_change');
        await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(0);
        expect(await isThere(through)).toBe(after);
      }
      await stop();
    });

    it.skipIf(!row.watches)('hears that a resource has changed [matrix.subscription]', async () => {
      const [uri, name, args] = row.watches!;
      const heard: string[] = [];
      const stop = await through.watch(uri, (each) => heard.push(each));
      // the upstream's stream may open a moment after the subscription was agreed
      await expect.poll(async () => (await through.call(name, args), heard), { timeout: 5000 }).toContain(uri);
      await stop();
    });
  });
});

/** All definitions, of the kinds that the server itself says it has. */
async function offered(speaker: Speaker, server: Speaker) {
  const [prompts, resources] = [server.has('prompts'), server.has('resources')];
  return {
    tools: listed(await speaker.tools()),
    prompts: prompts ? listed(await speaker.prompts()) : [],
    resources: resources ? listed(await speaker.resources()) : [],
    templates: resources ? listed(await speaker.templates()) : [],
  };
}

/** Of an error its code and data: what does not exist is refused in the gateway's words. A tool's own refusal is one, too. */
function withoutWords(end: unknown): unknown {
  const { error, result } = end as { error?: { code: unknown; data?: unknown }; result?: { isError?: boolean } };
  if (result?.isError) return { code: -32602 };
  return error && { code: error.code, ...(error.data === undefined ? {} : { data: error.data }) };
}

/** How long something took is not the same twice. */
const withoutTimes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/\d+(\.\d+)? ?(ms|seconds)/g, 'a while'));
