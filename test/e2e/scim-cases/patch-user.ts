import { ENT, PO, type Request, type Row, type Step, USR, alarm, changed, patch, user } from './case.js';

/** The user of the table of `facts/scim.md` §7. */
const U: Step = user('u', {
  schemas: [USR, ENT],
  active: true,
  displayName: 'Babs',
  name: { givenName: 'B', familyName: 'J' },
  emails: [
    { type: 'work', value: 'b@x.com', primary: true },
    { type: 'home', value: 'h@y.com' },
  ],
  [ENT]: { department: 'Eng' },
});
const work = { type: 'work', value: 'b@x.com', primary: true };
const home = { type: 'home', value: 'h@y.com' };
const ops = (...operations: unknown[]): Request => patch('/Users/{u}', ...operations);

type Part = Omit<Row, 'id' | 'given' | 'send'> & { given?: readonly Step[] };
const row = (id: string, send: Request, { given = [U], ...rest }: Part): Row => ({ id, given, send, ...rest });

/** A change that moves nobody: a name, an address. */
const renamed = (exactly: Record<string, unknown>, lacks: string[] = []): Part => ({
  expect: { status: 200, exactly, lacks, headers: { etag: '{version}' } },
  effect: changed(null, { attributes: exactly }, 'person.changed'),
});
const moved = (exactly: Record<string, unknown>, lacks: string[] = []): Part => ({
  expect: { status: 200, exactly, lacks },
  effect: changed('mover', { attributes: exactly }, 'person.moved'),
});
const refused = (scimType: string): Part => ({ expect: { status: 400, scimType }, effect: 'nothing' });
const refusedLeaver = (scimType: string): Part => ({ ...refused(scimType), effect: alarm });
const noop = (exactly: Record<string, unknown> = {}): Part => ({
  expect: { status: 200, exactly, body: { meta: { version: 'W/"1"' } } },
  effect: 'nothing',
});
const entra = { source: 'entra' } as const;
const strict = { source: 'strict' } as const;
const left: Part = {
  expect: { status: 200, body: { active: false } },
  effect: {
    ...(changed('leaver', { status: 'inactive' }, 'person.left') as object),
    standing: { u: 'suspended' },
  } as never,
};

export const patchUser: readonly Row[] = [
  row('P1.replace', ops({ op: 'Replace', path: 'active', value: 'False' }), { ...left, ...entra }),
  row('P1.add', ops({ op: 'Add', path: 'active', value: 'True' }), {
    ...entra,
    given: [U, ops({ op: 'Replace', path: 'active', value: 'False' })],
    expect: { status: 200, body: { active: true } },
    effect: changed('reinstated', { status: 'active', attributes: { active: true } }, 'person.reinstated'),
  }),
  row('P1.strict', ops({ op: 'Replace', path: 'active', value: 'False' }), {
    ...refusedLeaver('invalidValue'),
    ...strict,
  }),
  row('P2', ops({ op: 'replace', value: { active: false } }), { ...left, source: 'okta' }),
  row('P2.strict', ops({ op: 'replace', value: { active: false } }), { ...refusedLeaver('invalidSyntax'), ...strict }),
  row('P3', ops({ op: 'REPLACE', path: 'displayName', value: 'Z' }), renamed({ displayName: 'Z' })),
  row(
    'P4',
    ops({ op: 'replace', value: { 'name.givenName': 'Kk', 'name.familyName': 'Un', displayName: 'D' } }),
    renamed({ name: { givenName: 'Kk', familyName: 'Un' }, displayName: 'D' }),
  ),
  row(
    'P5',
    ops({ op: 'replace', value: { [`${ENT}:employeeNumber`]: 'A' } }),
    moved({ [ENT]: { department: 'Eng', employeeNumber: 'A' } }),
  ),
  row(
    'P6',
    ops({ op: 'replace', value: { [ENT]: { employeeNumber: '7' } } }),
    moved({ [ENT]: { department: 'Eng', employeeNumber: '7' } }),
  ),
  row(
    'P7',
    ops({ op: 'replace', value: { name: { givenName: 'Q' } } }),
    renamed({ name: { givenName: 'Q', familyName: 'J' } }),
  ),
  row(
    'P7.path',
    ops({ op: 'replace', path: 'name', value: { givenName: 'Q' } }),
    renamed({ name: { givenName: 'Q', familyName: 'J' } }),
  ),
  row(
    'P8',
    ops({ op: 'replace', path: `${ENT}:department`, value: 'Sales' }),
    moved({ [ENT]: { department: 'Sales' } }),
  ),
  row('P9', ops({ op: 'Add', path: `${ENT}:manager`, value: '{boss}' }), {
    ...entra,
    given: [user('boss'), U],
    expect: { status: 200, exactly: { [ENT]: { department: 'Eng', manager: { value: '{boss}' } } } },
    effect: changed('mover.manager', { managerId: '{boss}' }, 'person.moved'),
  }),
  row('P9.dangling', ops({ op: 'Add', path: `${ENT}:manager`, value: '42' }), {
    ...entra,
    expect: { status: 200, exactly: { [ENT]: { department: 'Eng', manager: { value: '42' } } } },
    effect: changed(null, { managerId: null }, 'person.changed'),
  }),
  row('P10', ops({ op: 'Add', path: `${ENT}:manager`, value: [{ $ref: 'https://h/Users/42', value: '{boss}' }] }), {
    ...entra,
    given: [user('boss'), U],
    expect: { status: 200, body: { [ENT]: { manager: { value: '{boss}' } } } },
    effect: changed('mover.manager', { managerId: '{boss}' }, 'person.moved'),
  }),
  row('P11', ops({ op: 'Replace', path: `${ENT}:manager.value`, value: '{boss}' }), {
    ...entra,
    given: [user('boss'), U],
    expect: { status: 200, exactly: { [ENT]: { department: 'Eng', manager: { value: '{boss}' } } } },
    effect: changed('mover.manager', { managerId: '{boss}' }, 'person.moved'),
  }),
  row('P12.absent', ops({ op: 'Remove', path: `${ENT}:manager` }), { ...noop(), ...entra }),
  row('P12.empty', ops({ op: 'Replace', path: `${ENT}:manager`, value: '' }), {
    ...entra,
    given: [user('boss'), U, ops({ op: 'Add', path: `${ENT}:manager`, value: '{boss}' })],
    expect: { status: 200, exactly: { [ENT]: { department: 'Eng' } } },
    effect: changed('mover.manager', { managerId: null }, 'person.moved'),
  }),
  row('P12.remove', ops({ op: 'Remove', path: `${ENT}:manager` }), {
    ...entra,
    given: [user('boss'), U, ops({ op: 'Add', path: `${ENT}:manager`, value: '{boss}' })],
    expect: { status: 200, exactly: { [ENT]: { department: 'Eng' } } },
    effect: changed('mover.manager', { managerId: null }, 'person.moved'),
  }),
  row('P13', ops({ op: 'replace', path: `${USR}:userName`, value: 'n-{tag}' }), renamed({ userName: 'n-{tag}' })),
  row(
    'P14',
    ops({ op: 'replace', path: 'emails[type eq "work"].value', value: 'n@x' }),
    renamed({ emails: [{ ...work, value: 'n@x' }, home] }),
  ),
  row('P15', ops({ op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '555' }), {
    ...renamed({ phoneNumbers: [{ type: 'mobile', value: '555' }] }),
    ...entra,
  }),
  row(
    'P15.lenient',
    ops({ op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '555' }),
    renamed({ phoneNumbers: [{ type: 'mobile', value: '555' }] }),
  ),
  row('P16.entra', ops({ op: 'Replace', path: 'addresses[type eq "work"].country', value: 'US' }), {
    ...renamed({ addresses: [{ type: 'work', country: 'US' }] }),
    ...entra,
  }),
  row('P16.strict', ops({ op: 'replace', path: 'addresses[type eq "work"].country', value: 'US' }), {
    ...refused('noTarget'),
    ...strict,
  }),
  row(
    'P16.lenient',
    ops({ op: 'replace', path: 'addresses[type eq "work"].country', value: 'US' }),
    refused('noTarget'),
  ),
  row(
    'P17',
    ops(
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'US' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'NY' },
    ),
    { ...renamed({ addresses: [{ type: 'work', country: 'US', locality: 'NY' }] }), ...entra },
  ),
  row('P18', ops({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' }), {
    ...renamed({ roles: [{ primary: true, value: 'admin' }] }),
    ...entra,
  }),
  row(
    'P19',
    ops({ op: 'replace', path: 'emails[type eq "work" and primary eq true].value', value: 'n@x' }),
    renamed({ emails: [{ ...work, value: 'n@x' }, home] }),
  ),
  row(
    'P20',
    ops({ op: 'add', path: 'phoneNumbers[type eq "work" and primary eq true].value', value: '1' }),
    renamed({ phoneNumbers: [{ type: 'work', primary: true, value: '1' }] }),
  ),
  row(
    'P21.path',
    ops({ op: 'replace', path: 'Emails[Type eq "WORK"].Value', value: 'n@x' }),
    renamed({ emails: [{ ...work, value: 'n@x' }, home] }, ['Emails']),
  ),
  row(
    'P21.name',
    ops({ op: 'replace', path: 'DISPLAYNAME', value: 'Z' }),
    renamed({ displayName: 'Z' }, ['DISPLAYNAME']),
  ),
  row(
    'P21.created',
    ops({ op: 'add', path: 'emails[type eq "other"].Value', value: 'o@x' }),
    renamed({ emails: [work, home, { type: 'other', value: 'o@x' }] }),
  ),
  row(
    'P22',
    ops({ op: 'replace', path: 'emails[value eq "b@x.com"].type', value: 'other' }),
    renamed({ emails: [{ ...work, type: 'other' }, home] }),
  ),
  row('P23.bracket', ops({ op: 'replace', path: 'ims[type eq "w]x"].value', value: '2' }), {
    ...renamed({ ims: [{ type: 'w]x', value: '2' }] }),
    given: [U, ops({ op: 'add', path: 'ims', value: [{ type: 'w]x', value: '1' }] })],
  }),
  row('P23.quote', ops({ op: 'replace', path: 'ims[type eq "w\\"x"].value', value: '2' }), {
    ...renamed({ ims: [{ type: 'w"x', value: '2' }] }),
    given: [U, ops({ op: 'add', path: 'ims', value: [{ type: 'w"x', value: '1' }] })],
  }),
  row(
    'P24',
    ops({ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'new@x' } }),
    renamed({ emails: [{ ...work, value: 'new@x' }, home] }),
  ),
  row('P25', ops({ op: 'replace', path: 'emails[type eq "zzz"]', value: { value: '1' } }), refused('noTarget')),
  row(
    'P26.path',
    ops({ op: 'add', path: 'emails', value: [{ type: 'work', value: 'b@x.com' }] }),
    noop({ emails: [work, home] }),
  ),
  row(
    'P26.pathless',
    ops({ op: 'add', value: { emails: [{ type: 'home', value: 'h@y.com' }] } }),
    noop({ emails: [work, home] }),
  ),
  row('P27', ops({ op: 'add', path: 'emails', value: [{ type: 'other', value: 'o@x', primary: true }] }), {
    expect: { status: 200, body: { emails: [{ type: 'work' }, { type: 'home' }, { type: 'other', primary: true }] } },
    effect: changed(null, {}, 'person.changed'),
  }),
  row('P28.element', ops({ op: 'remove', path: 'emails[type eq "home"]' }), renamed({ emails: [work] })),
  row(
    'P28.sub',
    ops({ op: 'remove', path: 'emails[type eq "home"].value' }),
    renamed({ emails: [work, { type: 'home' }] }),
  ),
  row('P29', ops({ op: 'remove' }), refused('noTarget')),
  row('P29.entra', ops({ op: 'Remove', value: 'x' }), { ...refused('noTarget'), ...entra }),
  row('P30', ops({ op: 'remove', path: 'userName' }), refused('mutability')),
  row('P31.id', ops({ op: 'replace', path: 'id', value: 'x' }), refused('mutability')),
  row('P31.meta', ops({ op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' }), refused('mutability')),
  row('P31.groups', ops({ op: 'add', path: 'groups', value: [{ value: 'x' }] }), refused('mutability')),
  row('P32', ops({ op: 'replace', value: { id: '999', displayName: 'k' } }), {
    expect: { status: 200, exactly: { id: '{u}', displayName: 'k' } },
    effect: changed(null, { displayName: 'k', attributes: { id: undefined } }, 'person.changed'),
  }),
  row('P33.unknown', ops({ op: 'replace', path: 'fooBar', value: 'x' }), refused('invalidPath')),
  row('P33.broken', ops({ op: 'replace', path: 'emails[type eq', value: 'x' }), refused('invalidPath')),
  row('P33.unknown-sub', ops({ op: 'replace', path: 'name.nick', value: 'x' }), refused('invalidPath')),
  row('P33.unknown-extension', ops({ op: 'add', path: 'urn:other:2.0:User:x', value: 'x' }), refused('invalidPath')),
  row('P33.too-deep', ops({ op: 'replace', path: 'name.givenName.first', value: 'x' }), refused('invalidPath')),
  row(
    'P33.trailing',
    ops({ op: 'replace', path: 'emails[type eq "work"].value x', value: 'x' }),
    refused('invalidPath'),
  ),
  row(
    'P33.filter-on-simple',
    ops({ op: 'replace', path: 'displayName[value eq "x"]', value: 'x' }),
    refused('invalidPath'),
  ),
  row(
    'P34',
    ops({ op: 'replace', path: 'emails', value: { type: 'work', value: 'one@x' } }),
    renamed({ emails: [{ type: 'work', value: 'one@x' }] }),
  ),
  row('P35.null', ops({ op: 'replace', path: 'displayName', value: null }), {
    expect: { status: 200, lacks: ['displayName'] },
    effect: changed(null, { attributes: { displayName: undefined } }, 'person.changed'),
  }),
  row('P35.empty', ops({ op: 'Add', path: 'title', value: '' }), { ...noop(), ...entra }),
  row('P36.proto', ops({ op: 'replace', path: '__proto__.x', value: 'polluted' }), refused('invalidPath')),
  row(
    'P36.constructor',
    ops({ op: 'replace', path: 'constructor.prototype.x', value: 'polluted' }),
    refused('invalidPath'),
  ),
  row('P36.colon', ops({ op: 'replace', path: '__proto__:x', value: 'polluted' }), refused('invalidPath')),
  row(
    'P36.filter',
    ops({ op: 'replace', path: 'ims[__proto__ eq "x"].value', value: 'polluted' }),
    refused('invalidPath'),
  ),
  row('P36.key', ops({ op: 'replace', value: { '__proto__.x': 'polluted', displayName: 'D' } }), {
    expect: { status: 200, body: { displayName: 'D' }, lacks: ['__proto__.x', 'x'] },
    effect: changed(null, {}, 'person.changed'),
  }),
  row(
    'P36.own-key',
    {
      method: 'PATCH',
      path: '/Users/{u}',
      raw: `{"schemas":["${PO}"],"Operations":[{"op":"replace","value":{"__proto__":{"x":"polluted"}}}]}`,
    },
    { expect: { status: [200, 400] }, effect: 'nothing' },
  ),
  // beyond the table of the facts
  row('patch-user.twice', ops({ op: 'replace', path: 'displayName', value: 'Z' }), {
    given: [U, ops({ op: 'replace', path: 'displayName', value: 'Z' })],
    expect: { status: 200, body: { meta: { version: 'W/"2"' } } },
    effect: 'nothing',
  }),
  row('patch-user.leaver-twice', ops({ op: 'replace', value: { active: false } }), {
    given: [U, ops({ op: 'replace', value: { active: false } })],
    expect: { status: 200, body: { active: false } },
    effect: 'nothing',
  }),
  row(
    'patch-user.there-and-back',
    ops({ op: 'replace', path: 'displayName', value: 'Z' }, { op: 'replace', path: 'displayName', value: 'Babs' }),
    noop(),
  ),
  row(
    'patch-user.atomic',
    ops({ op: 'replace', path: 'displayName', value: 'Z' }, { op: 'replace', path: 'nosuch', value: 1 }),
    refused('invalidPath'),
  ),
  row(
    'patch-user.refused-leaver',
    ops(
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'emails[type eq "zzz"]', value: { value: 'x' } },
    ),
    {
      ...refusedLeaver('noTarget'),
      given: [U, { as: 'bot', agentOf: 'u' }],
    },
  ),
  row(
    'patch-user.leaver-and-mover-at-once',
    ops({ op: 'replace', path: 'active', value: false }, { op: 'replace', path: 'title', value: 'Ex' }),
    {
      ...left,
      expect: { status: 200, body: { active: false, title: 'Ex' } },
    },
  ),
  row('patch-user.leaver-with-agents', ops({ op: 'Replace', path: 'active', value: false }), {
    source: 'entra',
    given: [U, { as: 'bot', agentOf: 'u' }, { as: 'bot2', agentOf: 'u' }],
    expect: { status: 200, body: { active: false } },
    effect: {
      person: { version: 1, status: 'inactive' },
      events: ['u leaver'],
      ledger: ['person.left', 'agent.suspended', 'agent.suspended'],
      standing: { u: 'suspended', bot: 'suspended', bot2: 'suspended' },
    },
  }),
  row('patch-user.returns', ops({ op: 'replace', value: { active: true } }), {
    source: 'okta',
    given: [U, { as: 'bot', agentOf: 'u' }, ops({ op: 'replace', value: { active: false } })],
    expect: { status: 200, body: { active: true } },
    effect: {
      person: { version: 1, status: 'active' },
      events: ['u reinstated'],
      ledger: ['person.reinstated', 'agent.cause-cleared'],
      standing: { u: 'active', bot: 'active' },
    },
  }),
  row('patch-user.first-day', ops({ op: 'replace', value: { active: true } }), {
    given: [user('u', { active: false })],
    expect: { status: 200, body: { active: true } },
    effect: changed('joiner', { status: 'active' }, 'person.joined'),
  }),
  row('patch-user.remove-active-means-false', ops({ op: 'remove', path: 'active' }), left),
  row('patch-user.mover.title', ops({ op: 'add', path: 'title', value: 'CTO' }), moved({ title: 'CTO' })),
  row('patch-user.mover.cost-center', ops({ op: 'Add', path: `${ENT}:costCenter`, value: 'C9' }), {
    ...moved({ [ENT]: { department: 'Eng', costCenter: 'C9' } }),
    ...entra,
  }),
  row('patch-user.mover.department-removed', ops({ op: 'remove', path: `${ENT}:department` }), {
    expect: { status: 200, body: { schemas: [USR] }, lacks: [ENT] },
    effect: changed('mover', { attributes: { [ENT]: undefined } }, 'person.moved'),
  }),
  row('patch-user.extension-removed', ops({ op: 'remove', path: ENT }), {
    expect: { status: 200, lacks: [ENT] },
    effect: changed('mover', {}, 'person.moved'),
  }),
  row(
    'patch-user.extension-as-path',
    ops({ op: 'add', path: ENT, value: { division: 'V' } }),
    moved({ [ENT]: { department: 'Eng', division: 'V' } }),
  ),
  row('patch-user.external-id-set', ops({ op: 'add', path: 'externalId', value: 'E9' }), {
    expect: { status: 200, body: { externalId: 'E9' } },
    effect: changed(null, { externalId: 'E9' }, 'person.changed'),
  }),
  row('patch-user.external-id-changed', ops({ op: 'replace', path: 'externalId', value: 'E9' }), {
    given: [user('u', { externalId: 'E1' })],
    expect: { status: 200, body: { externalId: 'E9' } },
    effect: changed('relink_alert', { externalId: 'E9' }, 'person.relinked'),
  }),
  row('patch-user.name-taken', ops({ op: 'replace', path: 'userName', value: 'v-{tag}@x.com' }), {
    given: [U, user('v')],
    expect: { status: 409, scimType: 'uniqueness' },
    effect: 'nothing',
  }),
  row('patch-user.unknown-id', patch('/Users/nobody', { op: 'replace', path: 'title', value: 'x' }), {
    given: [],
    expect: { status: 404 },
    effect: 'nothing',
  }),
  row(
    'patch-user.no-operations',
    { method: 'PATCH', path: '/Users/{u}', body: { schemas: [PO], Operations: [] } },
    refused('invalidSyntax'),
  ),
  row(
    'patch-user.operations-missing',
    { method: 'PATCH', path: '/Users/{u}', body: { schemas: [PO] } },
    refused('invalidSyntax'),
  ),
  row(
    'patch-user.operations-no-list',
    { method: 'PATCH', path: '/Users/{u}', body: { schemas: [PO], Operations: { op: 'add' } } },
    refused('invalidSyntax'),
  ),
  row('patch-user.operation-no-object', ops('add'), refused('invalidSyntax')),
  row('patch-user.op-unknown', ops({ op: 'move', path: 'title', value: 'x' }), refused('invalidSyntax')),
  row('patch-user.op-missing', ops({ path: 'title', value: 'x' }), refused('invalidSyntax')),
  row(
    'patch-user.schemas-of-something-else',
    {
      method: 'PATCH',
      path: '/Users/{u}',
      body: { schemas: [USR], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
    },
    refused('invalidSyntax'),
  ),
  row(
    'patch-user.operations-in-lower-case',
    {
      method: 'PATCH',
      path: '/Users/{u}',
      body: { schemas: [PO], operations: [{ OP: 'add', PATH: 'title', VALUE: 'x' }] },
    },
    moved({ title: 'x' }),
  ),
  row('patch-user.add-without-value', ops({ op: 'add', path: 'title' }), refused('invalidValue')),
  row('patch-user.pathless-no-object', ops({ op: 'add', value: 'x' }), refused('invalidValue')),
  row('patch-user.path-no-string', ops({ op: 'add', path: 7, value: 'x' }), refused('invalidPath')),
  row('patch-user.wrong-type', ops({ op: 'replace', path: 'displayName', value: { x: 1 } }), refused('invalidValue')),
  row('patch-user.wrong-type-boolean', ops({ op: 'replace', path: 'active', value: 'yes' }), refused('invalidValue')),
  row(
    'patch-user.two-primaries',
    ops({
      op: 'add',
      path: 'ims',
      value: [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    }),
    refused('invalidValue'),
  ),
  row('patch-user.primary-moves', ops({ op: 'replace', path: 'emails[type eq "home"].primary', value: true }), {
    expect: { status: 200, body: { emails: [{ type: 'work' }, { type: 'home', primary: true }] } },
    effect: changed(null, {}, 'person.changed'),
  }),
  row('patch-user.password-discarded', ops({ op: 'replace', path: 'password', value: 'hunter2' }), {
    ...noop(),
    source: 'okta',
  }),
  row('patch-user.password-pathless', ops({ op: 'replace', value: { password: 'hunter2', displayName: 'Z' } }), {
    ...renamed({ displayName: 'Z' }, ['password']),
    source: 'okta',
  }),
  row('patch-user.remove-all', ops({ op: 'remove', path: 'emails' }), {
    expect: { status: 200, lacks: ['emails'] },
    effect: changed(null, { attributes: { emails: undefined } }, 'person.changed'),
  }),
  row('patch-user.remove-all-elements', ops({ op: 'remove', path: 'emails[type pr]' }), {
    expect: { status: 200, lacks: ['emails'] },
    effect: changed(null, { attributes: { emails: undefined } }, 'person.changed'),
  }),
  row('patch-user.remove-nothing', ops({ op: 'remove', path: 'nickName' }), noop()),
  row('patch-user.remove-no-element', ops({ op: 'remove', path: 'emails[type eq "other"]' }), noop()),
  row('patch-user.remove-sub', ops({ op: 'remove', path: 'name.givenName' }), renamed({ name: { familyName: 'J' } })),
  row('patch-user.remove-by-value-array', ops({ op: 'remove', path: 'emails', value: [{ value: 'h@y.com' }] }), {
    ...renamed({ emails: [work] }),
    ...entra,
  }),
  row('patch-user.or-in-path', ops({ op: 'remove', path: 'emails[type eq "home" or value sw "b@"]' }), {
    expect: { status: 200, lacks: ['emails'] },
    effect: changed(null, {}, 'person.changed'),
  }),
  row(
    'patch-user.not-in-path',
    ops({ op: 'remove', path: 'emails[not (type eq "work")]' }),
    renamed({ emails: [work] }),
  ),
  row(
    'patch-user.unknown-key-ignored',
    ops({ op: 'replace', value: { favouriteColour: 'red', displayName: 'Z' } }),
    renamed({ displayName: 'Z' }, ['favouriteColour']),
  ),
  row(
    'patch-user.answer-cut',
    { ...ops({ op: 'add', path: 'title', value: 'T' }), query: { attributes: 'title' } },
    {
      expect: { status: 200, body: { title: 'T' }, lacks: ['displayName'] },
      effect: changed('mover', {}, 'person.moved'),
    },
  ),
  row(
    'patch-user.two-thousand-and-one',
    ops(...Array.from({ length: 2001 }, () => ({ op: 'add', path: 'title', value: 'x' }))),
    refused('tooMany'),
  ),
  row(
    'patch-user.entra.flag.multi',
    ops({ op: 'replace', value: { displayName: 'D', 'name.givenName': 'G', [`${ENT}:employeeNumber`]: '7' } }),
    {
      ...moved({
        displayName: 'D',
        name: { givenName: 'G', familyName: 'J' },
        [ENT]: { department: 'Eng', employeeNumber: '7' },
      }),
      ...entra,
    },
  ),
  row(
    'patch-user.entra.mover',
    ops(
      { op: 'Replace', path: `${ENT}:department`, value: 'Sales' },
      { op: 'Add', path: `${ENT}:manager`, value: '{boss}' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'n@x' },
    ),
    {
      ...entra,
      given: [user('boss'), U],
      expect: { status: 200, body: { [ENT]: { department: 'Sales', manager: { value: '{boss}' } } } },
      effect: changed('mover', { managerId: '{boss}' }, 'person.moved'),
    },
  ),
];
