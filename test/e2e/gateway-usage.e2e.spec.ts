import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessRequest, Decision, Needs } from '@app/access';
import { Refusal } from '@app/kernel';
import { startCanned, startModern, type Upstream } from '../support/mcp-upstreams.js';
import { BEARER, openGateway, ownerId } from '../support/mcp-world.js';
import { streamedCall } from '../support/streamed-call.js';

let canned: Upstream;
let modern: Upstream;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let answer: object;
/** Happens while the call is with the upstream. */
let meanwhile = (): void => {};
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, iban: `DE${id}` }));
const told = (count: number) => {
  const structuredContent = { customers: rows(count) };
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
};

beforeAll(async () => {
  [canned, modern] = await Promise.all([startCanned(() => (meanwhile(), answer)), startModern()]);
  gateway = await openGateway([
    { name: 'crm', url: canned.url },
    { name: 'modern', url: modern.url },
  ]);
  await gateway.discover('modern');
  const [like] = gateway.facts.catalog;
  for (const toolName of ['search', 'search_eu', 'export']) {
    const definition = { name: toolName, inputSchema: { type: 'object' } };
    const names = { serverName: 'crm', serverId: gateway.idOf('crm'), toolName, toolId: toolName };
    gateway.facts.catalog.push({ ...like!, ...names, definition, definitionHash: `hash of ${toolName}` });
  }
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all([canned.stop(), modern.stop()]);
});

const session = { per: ['agent'], window: 'session' } as const;
const calls = { unit: 'calls', ...session } as const;
const records = { unit: 'records', ...session } as const;
const cost = { unit: 'cost', ...session } as const;
const allowed = { effect: 'allow', code: 'allowed' } as const;
const usedUp = { effect: 'hold', code: 'budget_exhausted' } as const;
/** Decides as the index does of a budget: by what it is told was used. */
const budget = (key: string, counter: Needs['counters'][number]['counter'], limit: number) => {
  gateway.facts.needs = { counters: [{ key, counter }], called: false, marks: [] };
  return (_: unknown, { context }: AccessRequest): Pick<Decision, 'effect' | 'code'> & Partial<Decision> =>
    (context?.usage?.[key] ?? Infinity) < limit ? { ...allowed, spends: [{ key, counter, limit }] } : usedUp;
};
type Result = {
  content: { text: string }[];
  structuredContent?: { customers: unknown[] };
  _meta?: { 'surety.dev/decision'?: { code: string } };
};
const call = async (name = 'crm__search', args: object = {}, more: object = {}) => {
  const sent = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${BEARER}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args, ...more } }),
  });
  const { result, error } = (await sent.json()) as { result?: Result; error?: { code: number; message: string } };
  const code = result?._meta?.['surety.dev/decision']?.code;
  return { status: sent.status, result, error, code, challenge: sent.headers.get('www-authenticate') ?? '' };
};
const callsSeen = () => canned.seen.filter(({ body }) => body.includes('"tools/call"'));
const given: Record<string, unknown> = {};
beforeEach(() => {
  Object.assign(given, { token: gateway.facts.token });
  const { facts, counting } = gateway;
  facts.rules.clear();
  facts.terms.clear();
  facts.needs = null;
  facts.intents.length = facts.outcomes.length = facts.inputs.length = 0;
  counting.used.clear();
  counting.marks.clear();
  counting.meanwhile = () => undefined;
  canned.seen.length = 0;
  meanwhile = () => {};
  answer = told(3);
});
afterEach(() => {
  gateway.facts.ensureRecent = () => Promise.resolve();
  gateway.facts.ledger = Promise.resolve();
  Object.assign(gateway.facts, given);
});

describe('a budget of calls', () => {
  it('lets through just as many, also all at once, and says the same of all others [budgets.calls]', async () => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 5));
    const answers = await Promise.all(Array.from({ length: 20 }, () => call()));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(5);
    expect(answers.filter(({ code }) => code === 'budget_exhausted')).toHaveLength(15);
    expect(callsSeen()).toHaveLength(5);
    expect(gateway.facts.intents.filter(({ decision }) => decision === 'hold')).toHaveLength(15);
  });

  it('is not taken twice by looking again before sending and releasing [budgets.once]', async () => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 1));
    expect((await call()).result?.structuredContent).toEqual(told(3).structuredContent);
    expect(gateway.counting.used.get('calls')).toBe(1);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'ok' }]);
  });

  it('by which a call is permitted only after it was counted lets it not go out [budgets.changed]', async () => {
    const permitted = budget('calls', calls, 5);
    let asked = 0;
    gateway.facts.rules.set('crm search', (...about) => ((asked += 1) > 2 ? permitted(...about) : allowed));
    expect((await call()).status).toBe(503);
    expect([callsSeen().length, gateway.counting.used.get('calls')]).toEqual([0, undefined]);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
  });

  it('of which another replica took the last is used up, although it looked otherwise [budgets.exact]', async () => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 5));
    gateway.counting.meanwhile = () => void gateway.counting.used.set('calls', 5);
    expect((await call()).code).toBe('budget_exhausted');
    expect(callsSeen()).toHaveLength(0);
  });

  it('that is left for cheaper calls is none for this one [budgets.cost]', async () => {
    gateway.facts.terms.set('search', { cost: 4, recordsAt: null, variant: null });
    gateway.facts.rules.set('crm search', budget('cost', cost, 10));
    expect([(await call()).code, (await call()).code, (await call()).code]).toEqual([
      undefined,
      undefined,
      'budget_exhausted',
    ]);
    expect(gateway.counting.used.get('cost')).toBe(8);
  });

  it('is counted for a condition just as exactly, however many calls ask at once [budgets.conditions]', async () => {
    gateway.facts.needs = { counters: [{ key: 'c', counter: calls }], called: false, marks: [] };
    gateway.facts.rules.set('crm search', (_, { context }) =>
      (context?.usage?.['c'] ?? Infinity) < 4
        ? { ...allowed, spends: [{ key: 'c', counter: calls, limit: null }] }
        : { effect: 'deny', code: 'condition_unmet' },
    );
    const answers = await Promise.all(Array.from({ length: 12 }, () => call()));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(4);
    expect(callsSeen()).toHaveLength(4);
  });

  it('is in the record of the call, with the session it is of [budgets.recorded]', async () => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 5));
    await call();
    expect(gateway.facts.intents).toMatchObject([{ session: 'session', spends: [{ key: 'calls', limit: 5 }] }]);
    expect(gateway.facts.inputs).toMatchObject([{ context: { usage: { calls: 0 } } }]);
  });
});

describe('what cannot be looked up', () => {
  it.each(['lookUp', 'raise'] as const)('lets no call through when %s fails [budgets.fail-closed]', async (verb) => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 5));
    const failing = vi.spyOn(gateway.counting, verb).mockRejectedValue(new Refusal('database.unavailable'));
    expect((await call()).status).toBe(503);
    failing.mockRestore();
    expect(callsSeen()).toHaveLength(0);
  });

  it('lets those who queue wait no longer than the first of them [budgets.wait]', async () => {
    gateway.facts.rules.set('crm search', budget('calls', calls, 5));
    let [late, asked] = [0, 0];
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + late);
    const lookedUp = vi.spyOn(gateway.counting, 'lookUp');
    const raised = vi.spyOn(gateway.counting, 'raise').mockImplementation(async () => {
      lookedUp.mockImplementation(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        [late, asked] = [late + 2_000, asked + 1];
        throw new Refusal('database.unavailable');
      });
      return 'overtaken';
    });
    const answers = await Promise.all(Array.from({ length: 12 }, () => call()));
    clock.mockRestore();
    raised.mockRestore();
    lookedUp.mockRestore();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(asked).toBeLessThan(12);
  });

  it('is not told either, and nobody is asked to make the call again [budgets.uncounted]', async () => {
    gateway.facts.rules.set('crm search', budget('records', records, 8));
    const failing = vi.spyOn(gateway.counting, 'raise').mockRejectedValue(new Refusal('database.unavailable'));
    const { status, code, result } = await call();
    failing.mockRestore();
    expect([status, code]).toEqual([200, 'result_withheld']);
    expect(JSON.stringify(result)).not.toContain('DE');
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'withheld', resultDigest: null }]);
  });

  it('is not looked up for whoever may not see the tool, nor for a call that needs nothing [budgets.needs]', async () => {
    gateway.facts.needs = { counters: [{ key: 'calls', counter: calls }], called: false, marks: [] };
    const before = gateway.counting.lookups;
    let read = 0;
    gateway.facts.ensureRecent = () => Promise.resolve(void (read += 1));
    expect((await call()).error?.message).toBe('Unknown tool: crm__search');
    expect([gateway.counting.lookups - before, read]).toEqual([0, 0]);
    gateway.facts.needs = null;
    gateway.facts.allow('crm search');
    await call();
    expect([gateway.counting.lookups - before, read]).toEqual([0, 1]);
  });
});

describe('a session that is marked', () => {
  it('is marked before the call goes out that marks it, and only by calls that are allowed [session.marks]', async () => {
    gateway.facts.needs = { counters: [], called: true, marks: ['customers'] };
    gateway.facts.rules.set('crm search', () => ({ effect: 'deny', code: 'condition_unmet' }));
    await call();
    expect(gateway.counting.marks.size).toBe(0);
    gateway.facts.allow('crm search');
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    const sent = call();
    await expect.poll(() => gateway.counting.marks.has('customers')).toBe(true);
    expect(callsSeen()).toHaveLength(0);
    release();
    expect((await sent).status).toBe(200);
  });

  it('is not forwarded to when it cannot be marked [session.marks]', async () => {
    gateway.facts.needs = { counters: [], called: false, marks: ['customers'] };
    gateway.facts.allow('crm search');
    const failing = vi.spyOn(gateway.counting, 'mark').mockRejectedValue(new Refusal('database.unavailable'));
    expect((await call()).status).toBe(503);
    failing.mockRestore();
    expect(callsSeen()).toHaveLength(0);
  });

  it('may not do any more what it could before [session.history]', async () => {
    gateway.facts.rules.set('crm export', (_, { context }) =>
      context?.called?.includes('customers') === false ? allowed : { effect: 'deny', code: 'condition_unmet' },
    );
    gateway.facts.allow('crm search');
    gateway.facts.needs = { counters: [], called: true, marks: [] };
    expect((await call('crm__export')).code).toBeUndefined();
    gateway.facts.needs = { counters: [], called: false, marks: ['customers'] };
    await call();
    gateway.facts.needs = { counters: [], called: true, marks: [] };
    expect((await call('crm__export')).code).toBe('condition_unmet');
  });
});

describe('what must be done with a result', () => {
  const oblige = (...obligations: Decision['obligations']) =>
    gateway.facts.rules.set('crm search', () => ({ ...allowed, obligations }));

  it('is done wherever the result tells it, and recorded [obligations.redact]', async () => {
    oblige({ redact: ['customers[*].iban'] });
    const { result } = await call();
    expect(JSON.stringify(result)).not.toContain('DE');
    expect(result?.structuredContent?.customers).toEqual(rows(3).map(({ id }) => ({ id, iban: null })));
    expect(gateway.facts.intents).toMatchObject([{ obligations: [{ redact: ['customers[*].iban'] }] }]);
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    ['in plain words', { content: [{ type: 'text', text: 'IBAN DE1' }] }],
    ['in plain words of a failure', { content: [{ type: 'text', text: 'no DE1' }], isError: true }],
  ])('cannot be done to what is told %s, which is withheld [obligations.withheld]', async (_, said) => {
    oblige({ redact: ['customers[*].iban'] });
    answer = said;
    const { result, code } = await call();
    expect(code).toBe('result_withheld');
    expect(JSON.stringify(result)).not.toContain('DE1');
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'withheld', resultDigest: null }]);
  });

  it('is also done when it is asked for while the call is out [obligations.meanwhile]', async () => {
    gateway.facts.allow('crm search');
    meanwhile = () => oblige({ redact: ['customers[*].iban'] }, { cap: { records: 2 } });
    const { result } = await call();
    expect(JSON.stringify(result)).not.toContain('DE');
    expect(result?.structuredContent?.customers).toHaveLength(2);
  });

  it('also concerns what is told on the way [obligations.progress]', async () => {
    const redact = [{ redact: ['customers[*].iban'] }];
    let asked = 0;
    // only asked for when it has been allowed
    gateway.facts.rules.set('modern tick', () => ({ ...allowed, obligations: (asked += 1) > 2 ? redact : [] }));
    const stream = await streamedCall(gateway.url, BEARER, 'modern__tick', { every: 10, times: 2 });
    await stream.closed;
    expect(stream.messages.length).toBeGreaterThan(1);
    expect(JSON.stringify(stream.messages)).not.toMatch(/step \d|ticked/);
  });

  it('caps the records that are told, in all places [obligations.cap]', async () => {
    oblige({ cap: { records: 2 } });
    const { result } = await call();
    expect(result?.structuredContent?.customers).toHaveLength(2);
    expect(JSON.parse(result?.content[0]?.text ?? '')).toEqual(result?.structuredContent);
  });
});

describe('a call that is decided otherwise while it is out', () => {
  it.each<Partial<Decision> & Pick<Decision, 'effect' | 'code'>>([
    { effect: 'deny', code: 'condition_unmet' },
    { effect: 'hold', code: 'held' },
    { effect: 'deny', code: 'step_up_required', stepUp: { maxAge: 60 } },
  ])('as $code is not said to be undone, nor asked for again [gateway.sent]', async (otherwise) => {
    gateway.facts.allow('crm search');
    meanwhile = () => void gateway.facts.rules.set('crm search', () => otherwise);
    const { status, code, result } = await call();
    expect([status, code]).toEqual([200, otherwise.code]);
    expect(result?.content[0]?.text).toMatch(/^The call was sent/);
    expect(JSON.stringify(result)).not.toContain('DE');
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'withheld' }]);
  });
});

describe('a budget of records', () => {
  it('is never passed: the last result is cut to what is left, and then nothing is left [budgets.records]', async () => {
    gateway.facts.rules.set('crm search', budget('records', records, 8));
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await call()).result?.structuredContent?.customers.length);
    expect(seen).toEqual([3, 3, 2, undefined]);
    expect(gateway.counting.used.get('records')).toBe(8);
    expect(callsSeen()).toHaveLength(3);
  });

  it('is never passed by calls that are out at the same time either [budgets.records]', async () => {
    gateway.facts.rules.set('crm search', budget('records', records, 8));
    const results = await Promise.all(Array.from({ length: 6 }, () => call()));
    const sum = results.reduce((all, { result }) => all + (result?.structuredContent?.customers.length ?? 0), 0);
    expect([sum, gateway.counting.used.get('records')]).toEqual([8, 8]);
  });

  it('lets nothing through that cannot be cut [budgets.records]', async () => {
    gateway.facts.rules.set('crm search', budget('records', records, 2));
    answer = { content: [{ type: 'text', text: 'one\ntwo\nthree' }] };
    const { code, result } = await call();
    expect(code).toBe('result_above_budget');
    expect(JSON.stringify(result)).not.toContain('two');
  });

  it('counts the list that was said to be the records [budgets.records]', async () => {
    gateway.facts.terms.set('search', { cost: 1, recordsAt: 'page.rows', variant: null });
    gateway.facts.rules.set('crm search', budget('records', records, 100));
    answer = { content: [], structuredContent: { page: { rows: rows(7) }, facets: rows(20) } };
    await call();
    expect(gateway.counting.used.get('records')).toBe(7);
  });
});

describe('a call of a safe variant', () => {
  beforeEach(() => {
    const rules = { arguments: { region: { fix: 'eu' }, limit: { bound: { max: 10 } } } };
    const variant = { of: 'search', name: 'search', inputSchema: { properties: { limit: {}, region: {} } }, rules };
    gateway.facts.terms.set('search_eu', { cost: 1, recordsAt: null, variant });
    gateway.facts.allow('crm search_eu');
  });

  it('goes out as the tool that it is made from, with what was fixed, and both are recorded [variants.call]', async () => {
    expect((await call('crm__search_eu', { limit: 5 })).status).toBe(200);
    const [sent] = callsSeen();
    expect(JSON.parse(sent!.body).params).toMatchObject({ name: 'search', arguments: { limit: 5, region: 'eu' } });
    const [{ tool, forwardedAs, argsDigest } = {}] = gateway.facts.intents;
    expect([tool, forwardedAs?.tool]).toEqual(['search_eu', 'search']);
    expect(forwardedAs?.argsDigest).not.toBe(argsDigest);
  });

  it.each([{ region: 'us' }, { limit: 11 }])(
    'with %o, beyond what it accepts, goes nowhere and is recorded [variants.bounds]',
    async (args) => {
      const { code, result } = await call('crm__search_eu', args);
      expect(code).toBe('arguments_out_of_bounds');
      expect(result?.content[0]?.text ?? '').toContain(Object.keys(args)[0]);
      expect(callsSeen()).toHaveLength(0);
      expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'arguments_out_of_bounds' }]);
    },
  );
});

describe('definitions that were read too long ago', () => {
  it('are read again before the decision, and by what they are then it is decided [catalogue.next-call]', async () => {
    gateway.facts.allow('crm search');
    gateway.facts.ensureRecent = (serverId) => {
      expect(serverId).toBe(gateway.idOf('crm'));
      gateway.facts.rules.set('crm search', () => ({ effect: 'deny', code: 'definition_changed' }));
      return Promise.resolve();
    };
    expect((await call()).code).toBe('definition_changed');
    expect(callsSeen()).toHaveLength(0);
  });

  it('and cannot be read let no call through, which is recorded [catalogue.unread]', async () => {
    gateway.facts.allow('crm search');
    gateway.facts.ensureRecent = () => Promise.reject(new Refusal('upstream.unavailable'));
    expect((await call()).error?.code).toBe(-31502);
    expect(callsSeen()).toHaveLength(0);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'definitions_unread' }]);
  });
});

describe('a call that needs a better sign-in', () => {
  const signIn = { acr: 'pwd', amr: [], at: new Date() };
  const stepUp = { acr: ['urn:mfa', 'a"b'], maxAge: 300 };

  it('is answered with the way to it, and recorded [step-up.challenge]', async () => {
    gateway.facts.rules.set('crm search', () => ({ effect: 'deny', code: 'step_up_required', stepUp }));
    const { status, challenge } = await call();
    expect(status).toBe(401);
    expect(challenge).toMatch(
      /^Bearer error="insufficient_user_authentication", acr_values="urn:mfa ab", max_age="300", /,
    );
    expect(challenge).toContain('resource_metadata="http://surety.test/.well-known/oauth-protected-resource/mcp"');
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'step_up_required' }]);
  });

  it('is not asked for one because it takes its time [step-up.sent]', async () => {
    const ages: number[] = [];
    gateway.facts.rules.set('modern slow', (_, { at, context }) => {
      ages.push(at.getTime() - (context?.signIn?.at.getTime() ?? NaN));
      return allowed;
    });
    const epochs = { subject: 2, owner: 2, agents: [1] };
    gateway.facts.token = { ...gateway.facts.token, personId: ownerId, signIn, epochs };
    await call('modern__slow', { ms: 100 });
    expect(ages.length).toBeGreaterThan(3);
    expect(new Set(ages.slice(1)).size).toBe(1);
  });

  it('is decided by how the person signed in, and for nobody by how nobody did [step-up.context]', async () => {
    const seen: unknown[] = [];
    gateway.facts.rules.set('crm search', (_, { context }) => {
      seen.push(context?.signIn);
      return allowed;
    });
    gateway.facts.token = { ...gateway.facts.token, signIn };
    await call();
    expect(new Set(seen)).toEqual(new Set([null]));
    seen.length = 0;
    gateway.facts.token = { ...gateway.facts.token, personId: ownerId, epochs: { subject: 2, owner: 2, agents: [1] } };
    await call();
    expect(seen[0]).toEqual(signIn);
    expect(seen.length).toBeGreaterThan(3);
    for (const each of seen) expect(each).toMatchObject({ acr: 'pwd', amr: [] });
  });
});
