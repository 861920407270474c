import { HR, type Request, type Row, USR, changed, hr, patch, user } from './case.js';

const source = { extensions: [hr] };
const post = (own: unknown, dialect?: 'strict'): Pick<Row, 'source' | 'send'> => ({
  source: { ...source, ...(dialect && { dialect }) },
  send: { method: 'POST', path: '/Users', body: { schemas: [USR, HR], userName: 'u-{tag}@x.com', [HR]: own } },
});
const joined = { people: 1, events: ['new joiner'], ledger: ['person.joined'] };
const kept = (id: string, own: object, shown: object = own): Row => ({
  id,
  ...post(own),
  expect: { status: 201, body: { schemas: [USR, HR] }, exactly: { [HR]: shown } },
  effect: joined,
});
const refused = (id: string, own: unknown): Row => ({
  id,
  ...post(own),
  expect: { status: 400, scimType: 'invalidValue' },
  effect: 'nothing',
});
const own = user('u', {
  schemas: [USR, HR],
  [HR]: { grade: 'A', level: 7, origin: 'agency', badges: [{ value: 'B1', type: 'door' }] },
});
const ops = (...operations: unknown[]): Request => patch('/Users/{u}', ...operations);
const row = (id: string, send: Request, expect: Row['expect'], effect: Row['effect']): Row => ({
  id,
  source,
  given: [own],
  send,
  expect,
  effect,
});
const now = (rest: object, id: string, send: Request): Row =>
  row(
    id,
    send,
    { status: 200, exactly: { [HR]: rest } },
    changed(null, { attributes: { [HR]: rest } }, 'person.changed'),
  );
const base = { grade: 'A', level: 7, origin: 'agency', badges: [{ value: 'B1', type: 'door' }] };

/** Schemas that a source has declared as its own. */
export const extensions: readonly Row[] = [
  kept('extension.all-types', {
    grade: 'A',
    badgeCode: 'AbC',
    level: 7,
    rate: 1.25,
    remote: false,
    startDate: '2026-01-05T00:00:00+02:00',
    contract: 'https://x.com/c/1',
    photo: 'aGVsbG8=',
    site: { name: 'Oslo', floor: -1 },
    badges: [
      { value: 'B1', type: 'door', primary: true },
      { value: 'B2', type: 'lift' },
    ],
  }),
  kept(
    'extension.names-in-any-case',
    { GRADE: 'A', BadgeS: [{ VALUE: 'B1' }] },
    { grade: 'A', badges: [{ value: 'B1' }] },
  ),
  kept('extension.read-only-ignored', { grade: 'A', computed: 'mine' }, { grade: 'A' }),
  kept('extension.write-only-never-shown', { grade: 'A', pin: '1234' }, { grade: 'A' }),
  kept('extension.unknown-ignored', { grade: 'A', colour: 'red' }, { grade: 'A' }),
  kept('extension.only-when-asked', { grade: 'A', secretNote: 'x' }, { grade: 'A' }),
  {
    id: 'extension.asked',
    source,
    given: [user('u', { [HR]: { grade: 'A', secretNote: 'x' } })],
    send: { path: '/Users/{u}', query: { attributes: `${HR}:secretNote` } },
    expect: { status: 200, exactly: { [HR]: { secretNote: 'x' } } },
    effect: 'nothing',
  },
  {
    id: 'extension.unknown-strict',
    ...post({ colour: 'red' }, 'strict'),
    expect: { status: 400, scimType: 'invalidSyntax' },
    effect: 'nothing',
  },
  refused('extension.integer-with-fraction', { level: 7.5 }),
  refused('extension.integer-as-word', { level: 'seven' }),
  refused('extension.boolean-as-number', { remote: 1 }),
  refused('extension.time-without-zone', { startDate: '2026-01-05T00:00:00' }),
  refused('extension.time-impossible', { startDate: '2026-02-31T00:00:00Z' }),
  refused('extension.string-as-number', { grade: 7 }),
  refused('extension.complex-as-string', { site: 'Oslo' }),
  refused('extension.binary-not-base64', { photo: '***' }),
  refused('extension.not-an-object', 'A'),
  {
    id: 'extension.of-another-source-ignored',
    send: {
      method: 'POST',
      path: '/Users',
      body: { schemas: [USR, HR], userName: 'u-{tag}@x.com', [HR]: { grade: 'A' } },
    },
    expect: { status: 201, body: { schemas: [USR] }, lacks: [HR] },
    effect: joined,
  },
  now({ ...base, grade: 'B' }, 'extension.patch.path', ops({ op: 'replace', path: `${HR}:grade`, value: 'B' })),
  now({ ...base, level: 8 }, 'extension.patch.number', ops({ op: 'replace', path: `${HR}:level`, value: 8 })),
  now({ ...base, grade: 'B' }, 'extension.patch.pathless-urn', ops({ op: 'replace', value: { [HR]: { grade: 'B' } } })),
  now({ ...base, grade: 'B' }, 'extension.patch.pathless-key', ops({ op: 'replace', value: { [`${HR}:grade`]: 'B' } })),
  now(
    { ...base, site: { name: 'Oslo' } },
    'extension.patch.sub',
    ops({ op: 'add', path: `${HR}:site.name`, value: 'Oslo' }),
  ),
  now(
    { ...base, badges: [{ value: 'B9', type: 'door' }] },
    'extension.patch.element',
    ops({ op: 'replace', path: `${HR}:badges[type eq "door"].value`, value: 'B9' }),
  ),
  now(
    { ...base, badges: [...base.badges, { value: 'B2', type: 'lift' }] },
    'extension.patch.add-element',
    ops({ op: 'add', path: `${HR}:badges`, value: [{ value: 'B2', type: 'lift' }] }),
  ),
  now(
    { grade: 'A', origin: 'agency', badges: base.badges },
    'extension.patch.remove',
    ops({ op: 'remove', path: `${HR}:level` }),
  ),
  row('extension.patch.same-again', ops({ op: 'replace', path: `${HR}:level`, value: 7 }), { status: 200 }, 'nothing'),
  row(
    'extension.patch.wrong-type',
    ops({ op: 'replace', path: `${HR}:level`, value: 'x' }),
    { status: 400, scimType: 'invalidValue' },
    'nothing',
  ),
  row(
    'extension.patch.immutable',
    ops({ op: 'replace', path: `${HR}:origin`, value: 'other' }),
    { status: 400, scimType: 'mutability' },
    'nothing',
  ),
  row(
    'extension.patch.read-only',
    ops({ op: 'replace', path: `${HR}:computed`, value: 'x' }),
    { status: 400, scimType: 'mutability' },
    'nothing',
  ),
  row(
    'extension.patch.unknown',
    ops({ op: 'replace', path: `${HR}:colour`, value: 'x' }),
    { status: 400, scimType: 'invalidPath' },
    'nothing',
  ),
  row(
    'extension.put.immutable',
    {
      method: 'PUT',
      path: '/Users/{u}',
      body: { schemas: [USR, HR], userName: 'u-{tag}@x.com', [HR]: { ...base, origin: 'other' } },
    },
    { status: 400, scimType: 'mutability' },
    'nothing',
  ),
  row(
    'extension.put.same-again',
    { method: 'PUT', path: '/Users/{u}', body: { schemas: [USR, HR], userName: 'u-{tag}@x.com', [HR]: base } },
    { status: 200 },
    'nothing',
  ),
  {
    id: 'extension.sort',
    source,
    given: [user('u', { [HR]: { level: 10 } }), user('v', { [HR]: { level: 9 } }), user('w')],
    send: { path: '/Users', query: { sortBy: `${HR}:level` } },
    expect: { status: 200, finds: ['v', 'u', 'w'] },
    effect: 'nothing',
  },
  {
    id: 'extension.excluded',
    source,
    given: [own],
    send: { path: '/Users/{u}', query: { excludedAttributes: HR } },
    expect: { status: 200, lacks: [HR] },
    effect: 'nothing',
  },
];
