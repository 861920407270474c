import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AccessFacts, AccessRequest, CompiledIndex, Decision } from '@app/access';
import { changes, ground, type Built } from './support/decision-crowd.js';
import { AGENT, company, type Condition, idOf, lots, noon } from './support/decision-worlds.js';
import { median, progress, quantile, report, rounded } from './support/figures.js';

/**
 * What a decision costs, once everything is in memory: one call with and without conditions, a list of tools, the index
 * itself for very many agents, and what its changes take of the event loop. In one process, on generated facts.
 */
const CALLS = 50_000;
const LISTS = 500;

const built = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.resolve('dist/libs/access/src', file)).href)) as T;
type Core = Readonly<{
  buildIndex: (facts: AccessFacts, from: Date) => CompiledIndex;
  CompiledIndex: new (from: Date) => CompiledIndex;
}>;

/** Microseconds of each call, the clock's own among them. */
function timed(times: number, call: (i: number) => unknown): number[] {
  const took = Array.from({ length: times }, () => 0);
  for (let i = 0; i < times; i++) {
    const begun = process.hrtime.bigint();
    call(i);
    took[i] = Number(process.hrtime.bigint() - begun) / 1000;
  }
  return took;
}
const spread = (took: readonly number[]) => ({ p50us: rounded(median(took)), p99us: rounded(quantile(took, 0.99)) });

const office: Condition = {
  time: { zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' },
};
const counted = { unit: 'calls', per: ['agent'], window: { every: 'day', zone: 'Europe/Berlin' } } as const;
const conditions: readonly Condition[] = [
  {
    all: [
      { arg: 'amount', op: 'lt', value: 500 },
      { arg: 'account', op: 'in', value: ['a1', 'a2', 'a3'] },
    ],
  },
  { all: [office, { arg: 'items[*].price', each: 'all', op: 'gte', value: 1 }] },
  {
    any: [
      { arg: 'ownerId', op: 'eq', of: { person: 'employeeNumber' } },
      { owner: 'department', op: 'in', value: ['d1', 'd2'] },
    ],
  },
  {
    all: [
      { arg: 'path', op: 'prefix', value: '/public/' },
      { arg: 'from', op: 'cidr', value: ['10.0.0.0/8', '192.168.0.0/16'] },
    ],
  },
];
const history: readonly Condition[] = [
  { not: { called: { tag: 'customer-data' } } },
  {
    all: [
      { counter: counted, op: 'lt', value: 100 },
      { arg: 'amount', op: 'lt', value: 500 },
    ],
  },
];

/** Calls of all agents, of which most are on tools that they hold. */
function requests(usage: Readonly<Record<string, number>> | undefined): AccessRequest[] {
  const lot = lots(7);
  const args = {
    amount: 120,
    account: 'a2',
    items: [{ price: 3 }, { price: 9 }],
    ownerId: 'e3',
    path: '/public/x',
    from: '10.1.2.3',
  };
  const context = { clientId: 'c', signIn: null, ...(usage && { usage, called: [] }) };
  return Array.from({ length: 5_000 }, () => {
    const agent = lot(200);
    const tool = lot(10) < 8 ? (agent * 7 + lot(200) * 2) % 500 : lot(500);
    const agentId = idOf(AGENT, agent);
    const who = { agentId, personId: null, chain: [agentId], delegations: [] };
    return { ...who, serverName: `server${tool % 20}`, toolName: `tool${tool}`, args, at: noon, context };
  });
}

function decisions(core: Core, among: readonly Condition[], looksUp: boolean) {
  const index = core.buildIndex(
    company((n) => among[n % Math.max(among.length, 1)] ?? null),
    noon,
  );
  const asked = requests(looksUp ? {} : undefined);
  const said = new Map<Decision['effect'], number>();
  const ask = (i: number): void => {
    const request = asked[i % asked.length];
    if (!request) return;
    if (looksUp) index.needs(request, request);
    const { effect } = index.decide(request);
    said.set(effect, (said.get(effect) ?? 0) + 1);
  };
  timed(CALLS / 4, ask);
  said.clear();
  const took = timed(CALLS, ask);
  return { ...spread(took), allowed: rounded((said.get('allow') ?? 0) / CALLS) };
}

function lists(core: Core) {
  const index = core.buildIndex(
    company(() => null),
    noon,
  );
  const asked = requests(undefined);
  const list = (i: number): number => {
    const request = asked[i % asked.length];
    return request ? index.visible(request, noon).length : 0;
  };
  timed(LISTS, list);
  const took = timed(LISTS, list);
  return { ...spread(took), tools: list(0) };
}

function row(what: string, { p50us, p99us }: { p50us: number; p99us: number }) {
  return { what, 'p50 µs': p50us, 'p99 µs': p99us, MB: '', ms: '' };
}

const core = await built<Core>('core/access-index.js');
progress('decisions');
const plain = decisions(core, [], false);
const conditional = decisions(core, conditions, false);
const historic = decisions(core, history, true);
const toolsList = lists(core);
const index: Built['figures'][] = [];
let update: ReturnType<typeof changes> = [];
let cold = { p50us: 0, p99us: 0 };
for (const agents of [10_000, 100_000, 1_000_000]) {
  progress(`${agents} agents`);
  const crowd = ground(agents, (from) => new core.CompiledIndex(from));
  index.push(crowd.figures);
  if (agents < 1_000_000) continue;
  cold = spread(timed(CALLS, (i) => crowd.ask(i)));
  update = changes(crowd, timed);
}
const figures = { plain, conditions: conditional, history: historic, cold, toolsList, index, update };
report(
  'decision',
  [
    row('decision, plain', plain),
    row('decision, conditions', conditional),
    row('decision, history', historic),
    row('decision, another agent of a million each time', cold),
    row('tools/list, 200 of 500', toolsList),
    ...index.map(({ agents, mb, buildMs }) => ({
      what: `index, ${agents} agents`,
      'p50 µs': '',
      'p99 µs': '',
      MB: mb,
      ms: buildMs,
    })),
    ...update.map(({ change, ms }) => ({ what: change, 'p50 µs': '', 'p99 µs': '', MB: '', ms })),
  ],
  figures,
);
process.stdout.write(`${JSON.stringify(figures)}\n`);
