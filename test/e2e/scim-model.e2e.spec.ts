import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '@app/database';
import { PersonRow, type SourceDialect, type SourceRow, Sources } from '@app/directory';
import { type Actor, Refusal, newId, system } from '@app/kernel';
import { Lifecycle } from '@app/lifecycle';
import { ScimDiscovery, ScimModule, ScimUsers, readDeclared } from '@app/scim';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { type ModelUser, comparable, modelled, patchOf } from '../support/patch-model.js';

const HR = 'urn:example:hr:2.0:User';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const declared = [
  {
    id: HR,
    name: 'HR',
    attributes: [
      { name: 'hired', type: 'string' },
      { name: 'leaves', type: 'dateTime' },
      { name: 'level', type: 'integer' },
      { name: 'tags', type: 'string', multiValued: true },
      { name: 'badges', type: 'complex', multiValued: true, subAttributes: [{ name: 'value', type: 'string' }] },
      { name: 'origin', type: 'string', mutability: 'immutable' },
      { name: 'pin', type: 'string', mutability: 'writeOnly', returned: 'never' },
    ],
  },
];
const stated = {
  startDate: `${HR}:hired`,
  endDate: `${HR}:leaves`,
  employeeNumber: `${HR}:badges`,
  onLeave: { path: 'userType', values: ['LOA'] },
};
const { extensions, mapping } = readDeclared(
  { extensions: [], mapping: {} },
  { extensions: declared, mapping: stated },
);

let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;
let users: ScimUsers;
let actor: Actor;
let source: SourceRow;

async function connected(dialect: SourceDialect) {
  const { token } = await app.get(Sources).connect(system('test'), { name: `${dialect}-${newId()}`, dialect });
  return app.get(Sources).authenticate(token);
}
beforeAll(async () => {
  database = await freshDatabase();
  app = await openContext(surroundingsOf(database.url), ScimModule);
  users = app.get(ScimUsers);
  ({ actor, source } = await connected('entra'));
  source = Object.assign(source, { extensions, mapping });
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const row = (id: string) => app.get(Db).read(actor, (tx) => tx.findOneByOrFail(PersonRow, { id }));
const entries = async (): Promise<number> => {
  const [first] = await app
    .get(Db)
    .read(actor, (tx) => tx.query<{ count: number }[]>('SELECT count(*)::integer AS count FROM ledger_pending'));
  return first?.count ?? 0;
};
const joined = (body: object = {}) => users.create(actor, source, { userName: newId(), ...body });
const patch = (id: string, ...Operations: unknown[]) => users.patch(actor, source, id, { Operations });

describe('a schema of a source’s own', () => {
  it('is kept in full, changed attribute by attribute, and shown under its URN [scim.extension]', async () => {
    const said = { hired: '2020-01-01', level: '3', tags: ['a', 'b'], badges: [{ value: '7' }], pin: '1234', more: 1 };
    const made = await joined({ [HR]: said });
    const shown = { hired: '2020-01-01', level: 3, tags: ['a', 'b'], badges: [{ value: '7' }] };
    expect(made).toMatchObject({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', HR] });
    expect(made[HR]).toEqual(shown);
    expect((await row(made.id)).attributes[HR]).toEqual({ ...shown, pin: '1234' });
    const after = await patch(
      made.id,
      { op: 'replace', path: `${HR}:level`, value: 4 },
      { op: 'remove', path: `${HR}:tags[value eq "a"]` },
      { op: 'add', value: { [`${HR}:origin`]: 'here' } },
    );
    expect(after[HR]).toEqual({ ...shown, level: 4, tags: ['b'], origin: 'here' });
    expect(await users.get(actor, source, made.id)).toEqual(after);
    expect(await codeOf(patch(made.id, { op: 'replace', path: `${HR}:origin`, value: 'there' }))).toBe(
      'scim.mutability',
    );
    const cleared = await users.replace(actor, source, made.id, { userName: made['userName'] });
    expect(cleared[HR]).toEqual({ origin: 'here' });
  });

  it('is nobody else’s [scim.sources-apart]', async () => {
    const other = await connected('lenient');
    const made = await users.create(other.actor, other.source, { userName: newId(), [HR]: { level: 1 } });
    expect(made).not.toHaveProperty(HR);
    const discovery = app.get(ScimDiscovery);
    expect(discovery.schema(source, HR).attributes).toEqual(extensions[0]?.attributes);
    expect(() => discovery.schema(other.source, HR)).toThrow(Refusal);
    expect(JSON.stringify(discovery.resourceTypes(other.source, {}))).not.toContain(HR);
  });
});

describe('PATCH', () => {
  it('then GET is what the model says; a version goes by exactly when something changed [scim.patch.model]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(patchOf, { minLength: 1, maxLength: 4 }), async (patches) => {
        const made = await joined();
        let model: ModelUser = { userName: String(made['userName']), active: true };
        let { version } = made.meta;
        for (const commands of patches) {
          const expected = modelled(model, commands, true);
          const refused = (await codeOf(patch(made.id, ...commands.map(({ wire }) => wire)))) !== 'done';
          expect(refused).toBe(typeof expected === 'string');
          const { schemas: _, id: __, meta, ...rest } = await users.get(actor, source, made.id);
          const next = typeof expected === 'string' ? model : expected;
          expect(comparable(rest as ModelUser)).toEqual(comparable(next));
          const same = JSON.stringify(ordered(comparable(next))) === JSON.stringify(ordered(comparable(model)));
          expect(meta.version === version).toBe(same);
          [model, version] = [next, meta.version];
        }
      }),
      { numRuns: 60 },
    );
  });
});

const ordered = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, item]) => [key, ordered(item)]);
};

describe('a precondition', () => {
  it('lets only the one who knows the version write [scim.etag]', async () => {
    const made = await joined();
    const body = { userName: made['userName'], title: 'T' };
    const stale = { ifMatch: 'W/"7"' };
    const operations = { Operations: [{ op: 'replace', path: 'title', value: 'X' }] };
    expect(await codeOf(users.replace(actor, source, made.id, body, {}, stale))).toBe('scim.precondition-failed');
    expect(await codeOf(users.patch(actor, source, made.id, operations, {}, stale))).toBe('scim.precondition-failed');
    expect(await codeOf(users.remove(actor, source, made.id, stale))).toBe('scim.precondition-failed');
    expect(await users.get(actor, source, made.id)).toEqual(made);
    const now = { ifMatch: String(made.meta.version) };
    const writers = Array.from({ length: 8 }, (_, i) =>
      codeOf(users.replace(actor, source, made.id, { ...body, title: `${i}` }, {}, now)),
    );
    expect((await Promise.all(writers)).toSorted()).toEqual(['done', ...Array(7).fill('scim.precondition-failed')]);
    expect(await codeOf(users.remove(actor, source, made.id, { ifMatch: '*' }))).toBe('done');
  });
});

describe('what a source says by its mapping', () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

  it('decides who may act, while its own words are shown as they are [scim.mapping]', async () => {
    const made = await joined({ active: true, [HR]: { hired: tomorrow, badges: [{ value: 'B7' }] } });
    expect(made).toMatchObject({ active: true });
    expect(await row(made.id)).toMatchObject({
      status: 'inactive',
      sourceStatus: 'active',
      startsAt: new Date(tomorrow),
      employeeNumber: 'B7',
    });
    await patch(made.id, { op: 'replace', path: `${HR}:hired`, value: '2020-01-01' });
    expect(await row(made.id)).toMatchObject({ status: 'active', startsAt: new Date('2020-01-01T00:00:00Z') });
    await patch(made.id, { op: 'replace', path: 'userType', value: 'loa' });
    expect(await row(made.id)).toMatchObject({ status: 'inactive', sourceStatus: 'active', onLeave: true });
    expect(await codeOf(patch(made.id, { op: 'replace', path: `${HR}:hired`, value: 'soon' }))).toBe(
      'scim.invalid-value',
    );
  });

  it('is read anew when the mapping has changed, by a write that says nothing new [scim.mapping]', async () => {
    const body = { userName: newId(), userType: 'LOA' };
    const made = await users.create(actor, Object.assign(Object.create(source), { mapping: {} }) as SourceRow, body);
    expect(await row(made.id)).toMatchObject({ status: 'active', onLeave: false });
    await users.replace(actor, source, made.id, body);
    expect(await row(made.id)).toMatchObject({ status: 'inactive', onLeave: true });
    const before = await entries();
    await users.replace(actor, source, made.id, body);
    expect(await entries()).toBe(before);
  });
});

describe('that somebody is active', () => {
  it('said once more, releases what waits for that word, and is then said for nothing [scim.confirm]', async () => {
    const made = await joined({ active: true });
    const lifecycle = app.get(Lifecycle);
    const hold = (reference: string) =>
      app.get(Db).write(actor, async (tx) => {
        await lifecycle.hold(tx, made.id, { cause: 'signal', reference, reason: 'account disabled' });
        await lifecycle.awaitConfirmation(tx, made.id, reference);
        tx.record({ action: 'test.held', subject: made.id });
      });
    const says = [
      () => patch(made.id, { op: 'replace', path: 'active', value: 'True' }),
      () => users.replace(actor, source, made.id, { userName: made['userName'], active: true }),
    ];
    for (const [i, say] of says.entries()) {
      await hold(`event-${i}`);
      expect(await row(made.id)).toMatchObject({ status: 'inactive', sourceStatus: 'active' });
      await users.replace(actor, source, made.id, { userName: made['userName'] });
      expect((await row(made.id)).status).toBe('inactive');
      await say();
      expect((await row(made.id)).status).toBe('active');
      const before = await entries();
      await say();
      expect(await entries()).toBe(before);
    }
  });
});

describe('another externalId', () => {
  it('is refused to a strict source, and noted from others [scim.relink]', async () => {
    const strict = await connected('strict');
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const body = { schemas, userName: newId(), externalId: newId() };
    const made = await users.create(strict.actor, strict.source, body);
    const relink = (more: object) => codeOf(users.replace(strict.actor, strict.source, made.id, { ...body, ...more }));
    expect(await relink({ externalId: newId() })).toBe('scim.mutability');
    expect(await relink({ externalId: null })).toBe('scim.mutability');
    expect(await relink({ title: 'T' })).toBe('done');
    const lenient = await joined({ externalId: newId() });
    await patch(lenient.id, { op: 'replace', path: 'externalId', value: newId() });
    const history = await app.get(Db).read(actor, (tx) => app.get(Lifecycle).history(tx, lenient.id));
    expect(history.map(({ kind }) => kind)).toContain('relink_alert');
  });
});

describe('the largest that is accepted', () => {
  it('can be kept and found again [scim.hostile]', async () => {
    const long = (length: number) =>
      Array.from({ length }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join('');
    const made = await joined({
      userName: newId().padEnd(600, 'ß'),
      externalId: newId().padEnd(600, '漢'),
      title: long(65_536),
      name: { familyName: long(65_536) },
      ims: [long(65_536)],
      emails: [long(600)],
      [ENT]: { employeeNumber: long(600), department: long(40_000) },
      [HR]: { badges: [{ value: long(600) }], tags: ['a'] },
    });
    expect(await users.get(actor, source, made.id)).toEqual(made);
    expect(await codeOf(joined({ title: long(65_537) }))).toBe('scim.invalid-value');
    expect(await codeOf(joined({ emails: [long(601)] }))).toBe('scim.invalid-value');
  });
});
