import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessAsCode, AccessModule, CedarPolicies, EffectiveAccess, Profiles } from '@app/access';
import { AgentsModule } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule } from '@app/directory';
import { Refusal } from '@app/kernel';
import '../support/no-inlined-wasm.js';
import { hr, openWorld } from '../support/world.js';

type World = Awaited<ReturnType<typeof openWorld>>;
let world: World;
let asCode: AccessAsCode;
let agent: Awaited<ReturnType<World['agent']>>;
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-access-'));

beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule);
  asCode = world.app.get(AccessAsCode);
  await world.server('files');
  const ada = await world.person('ada@example.com');
  const bob = await world.person('bob@example.com');
  await world.join(await world.group('Finance'), ada);
  agent = await world.agent(ada, { name: 'clerk', deputyId: bob.id });
});
afterAll(async () => {
  await world.close();
  rmSync(scratch, { recursive: true });
});

const reader = (more = ''): string => `version: 1
profiles:
  reader:
    description: Reads files.
    grants:
      - tool: files/read_file
        when: { arg: path, op: prefix, value: /data/ }
${more}    assigned:
      - { group: finance, reason: CHG-1 }
agents:
  clerk:
    grants:
      - profile: reader
`;
const apply = (text: string, allowWidening = false) => asCode.apply(hr, text, { reason: 'CHG-1', allowWidening });
const tools = () => world.db.read(hr, (tx) => world.app.get(EffectiveAccess).of(tx, agent.id, world.clock.now()));
const counts = async () =>
  (
    await world.sql<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM profile_grant) AS grants, (SELECT count(*)::int FROM assignment) AS assignments,
         (SELECT count(*)::int FROM agent_grant) AS held, (SELECT count(*)::int FROM access_profile) AS profiles`,
    )
  )[0];

describe('access as code', () => {
  it('shows a plan with who would gain what, and changes nothing [access-as-code.plan]', async () => {
    const before = await counts();
    const { changes, gains } = await asCode.plan(hr, reader());
    expect(changes).toEqual([
      '+ profile reader',
      expect.stringMatching(/^\+ profile reader: allow files\/read_file when /),
      '+ profile reader: group Finance',
      '+ agent clerk: allow profile reader',
    ]);
    expect(gains).toEqual(['person ada@example.com: files/read_file (new)', 'agent clerk: files/read_file (new)']);
    expect(await counts()).toEqual(before);
  });

  it('refuses what would widen access unless that is meant [access-as-code.widening]', async () => {
    const before = await counts();
    await expect(apply(reader())).rejects.toThrow(/ada@example.com: files\/read_file \(new\)/);
    expect(await counts()).toEqual(before);
    await apply(reader(), true);
    expect(await tools()).toMatchObject([{ toolName: 'read_file', conditional: true }]);
  });

  it('applied again changes nothing and records nothing [access-as-code.idempotent]', async () => {
    const [before, ledger] = [await counts(), (await world.ledger()).length];
    expect(await asCode.plan(hr, reader())).toEqual({ changes: [], gains: [] });
    expect(await apply(reader())).toEqual({ changes: [], gains: [] });
    expect(await counts()).toEqual(before);
    expect(await world.ledger()).toHaveLength(ledger);
  });

  it('narrows without being asked twice, and records the file by its hash [access-as-code.recorded]', async () => {
    const denied = reader('      - { match: { risk: [destructive] }, effect: deny }\n');
    expect((await apply(denied)).changes).toHaveLength(1);
    const entries = (await world.ledger()).filter(({ type }) => type.includes('access.applied'));
    expect(entries).toHaveLength(2);
    const back = await asCode.plan(hr, reader());
    expect(back.gains).toEqual([]); // nobody holds what was denied
    await apply(reader());
  });

  it('exports what applied where it came from changes nothing [access-as-code.round-trip]', async () => {
    await apply(
      reader(
        `      - match: { server: files, name: 'p*' }
        effect: hold
        when: { not: { called: { server: files, name: 'read_*' } } }
        budget: { counter: { unit: calls, per: [agent], window: { every: day, zone: Europe/Berlin } }, limit: 3, exceeded: hold }
        obligations: [{ redact: ['a.b'] }]
`,
      ),
      true,
    );
    const text = await asCode.export(hr);
    expect(text).toMatch(/group: Finance/);
    expect(text).toMatch(/server: files/);
    expect(await asCode.plan(hr, text)).toEqual({ changes: [], gains: [] });
    expect(await asCode.export(hr)).toBe(text);
  });

  it('is all or nothing, and says where the fault stands [access-as-code.atomic]', async () => {
    const before = await counts();
    const wrong = `${reader('      - { tool: files/pay, when: { arg: nowhere, op: eq, value: 1 } }\n')}`;
    const refused: unknown = await apply(wrong, true).catch((stop: unknown) => stop);
    expect(refused).toBeInstanceOf(Refusal);
    expect(String(refused)).toMatch(/access\.yaml:8:\d+ \$\.profiles\.reader\.grants\[1\]\.when/);
    await expect(apply(reader().replace('clerk:', 'nobody:'), true)).rejects.toThrow(/there is no agent nobody/);
    expect(await counts()).toEqual(before);
  });

  it('those that are applied at once follow one another [access-as-code.one-at-a-time]', async () => {
    const file = (name: string): string => `version: 1\nprofiles: { ${name}: { grants: [{ tool: files/read_file }] } }`;
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => apply(file('shared'))));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
    expect(await asCode.plan(hr, file('shared'))).toEqual({ changes: [], gains: [] });
    const made = await world.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM profile_grant g JOIN access_profile p ON p.id = g.profile_id WHERE p.name = 'shared'`,
    );
    expect(made).toEqual([{ n: 1 }]);
  });

  it('describes servers, tools and agents, makes variants and rules [access-as-code.catalogue]', async () => {
    const text = `version: 1
servers:
  files:
    environment: staging
    tags: [shared]
    tools: { pay: { tags: [money], risk: destructive, reason: It pays. } }
    variants:
      pay_little: { of: pay, description: Pays little., arguments: { amount: { bound: { max: 5 } } } }
profiles:
  payer:
    grants: [{ tool: files/pay_little }]
    rules: [{ name: all of sales, when: { person: department, op: eq, value: sales } }]
agents: { clerk: { tags: [trusted] } }
`;
    await apply(text, true);
    expect(await asCode.plan(hr, text)).toEqual({ changes: [], gains: [] });
    expect(await world.sql('SELECT environment, tags FROM mcp_server')).toEqual([
      { environment: 'staging', tags: ['shared'] },
    ]);
    expect(await asCode.plan(hr, await asCode.export(hr))).toEqual({ changes: [], gains: [] });
  });

  it('counts a new variant that a pattern means, and what only descriptions give meanwhile [access-as-code.meanwhile]', async () => {
    const server = await world.server('ledger');
    const profile = (name: string, more: string): string =>
      `  ${name}: { grants: [${more}], assigned: [{ person: ada@example.com }] }\n`;
    await apply(`version: 1\nprofiles:\n${profile('little', '{ match: { server: ledger, name: tiny_* } }')}`, true);
    const variant = `version: 1\nservers: { ledger: { variants: { tiny_read: { of: ${server.reading.name}, description: Less., arguments: {} } } } }`;
    expect((await asCode.plan(hr, variant)).gains).toContain('person ada@example.com: ledger/tiny_read (new)');

    await apply(`version: 1\nprofiles:\n${profile('opened', '{ match: { server: ledger, tag: open } }')}`, true);
    const swapped = `version: 1
servers: { ledger: { tools: { ${server.reading.name}: { tags: [open] } } } }
profiles: { opened: { grants: [] } }
`;
    expect((await asCode.plan(hr, swapped)).gains).toEqual([
      `person ada@example.com: ledger/${server.reading.name} (new)`,
    ]);
    await expect(apply(swapped)).rejects.toMatchObject({ code: 'access-file.widens' });
  });

  it('takes nothing away that somebody else granted after the plan was made [access-as-code.looked-at]', async () => {
    await apply('version: 1\nprofiles: { raced: { grants: [{ tool: files/read_file }] } }', true);
    const profiles = world.app.get(Profiles);
    const { id } = (await profiles.list(hr)).find(({ name }) => name === 'raced')!;
    const carry = asCode['carry'];
    const change = {
      change: 'profile-granted',
      profile: { id, name: 'raced', grants: [] },
      lookedAt: 2,
      begin: [],
      end: [],
    };
    await profiles.grant(hr, id, { pattern: { name: '*' }, effect: 'deny' });
    const late = world.db.write(hr, (tx) =>
      carry.rights(tx, [change as never], { at: world.clock.now(), reason: 'late' }),
    );
    await expect(late).rejects.toMatchObject({ code: 'profile.changed' });
  });

  it('exports the grants to Cedar [oracle.export]', async () => {
    const files = await world.app.get(CedarPolicies).export(hr);
    expect(Object.keys(files)).toEqual(['policies.cedar', 'schema.cedarschema', 'entities.json', 'uncovered.json']);
    const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
    const {
      'policies.cedar': staticPolicies = '',
      'schema.cedarschema': schema = '',
      'entities.json': entities = '',
    } = files;
    const answer = cedar.validate({ schema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } });
    expect(answer).toMatchObject({ type: 'success', validationErrors: [] });
    const parsed = JSON.parse(entities) as Parameters<typeof cedar.checkParseEntities>[0]['entities'];
    expect(cedar.checkParseEntities({ entities: parsed, schema })).toEqual({ type: 'success' });
    expect(staticPolicies).toMatch(/resource == Tool::/);
    expect(readFileSync('docs/access-oracle.md', 'utf8')).toMatch(/uncovered\.json/);
  });
});
