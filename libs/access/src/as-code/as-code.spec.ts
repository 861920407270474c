import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessFacts } from '../core/facts.js';
import { profileDifference } from '../core/profile-difference.js';
import { carriedOut } from './carried-out.js';
import { difference } from './difference.js';
import { gains } from './gains.js';
import { memberKey, noNames, toolKey } from './names.js';
import type { Present } from './present.js';
import { type Fault, faultLine, isFaults, readDocument } from './read-document.js';
import { resolve } from './resolve.js';
import type { Wanted } from './wanted.js';

const serverId = '0190a000-0000-7000-8000-000000000001';
const at = new Date('2026-06-01T09:00:00Z');
const since = { validFrom: new Date('2026-01-01T00:00:00Z'), validTo: null };
const ids = (): (() => string) => {
  let made = 0;
  return () => `new${made++}`;
};

function directory() {
  const names = noNames();
  names.servers.add('payments', serverId);
  for (const [name, id] of [
    ['retrieve_balance', 't1'],
    ['create_charge', 't2'],
    ['list_charges', 't3'],
  ] as const) {
    names.tools.add(toolKey(serverId, 'tool', name), id, name);
  }
  names.profiles.add('reader', 'p1');
  names.agents.add('invoice-bot', 'a1');
  names.sources.add('okta', 'src1');
  for (const [key, id] of [
    ['ada@example.com', 'ada'],
    ['bob', 'bob'],
    ['bob', 'bob2'],
  ] as const) {
    names.people.add(memberKey(key, null), id, key);
    names.people.add(memberKey(key, id === 'bob2' ? 'src2' : 'src1'), id, key);
  }
  names.groups.add(memberKey('finance', null), 'g1', 'Finance');
  return names;
}

const server = {
  id: serverId,
  tenant: 't',
  name: 'payments',
  status: 'active',
  environment: null,
  classification: null,
  tags: [],
} as const;
const tool = (id: string, name: string, risk: 'read' | 'destructive') =>
  ({
    id,
    serverId,
    kind: 'tool',
    name,
    risk,
    state: 'available',
    approvedHash: `h-${id}`,
    acceptedHashes: [`h-${id}`],
    tags: [],
    variantOf: null,
    definition: null,
    riskReason: null,
    variant: null,
  }) as const;
const tools = [
  tool('t1', 'retrieve_balance', 'read'),
  tool('t2', 'create_charge', 'destructive'),
  tool('t3', 'list_charges', 'read'),
];
const plain = { effect: 'allow', condition: null, budget: null, obligations: [] } as const;
const grantOf = (id: string, toolId: string) => ({
  ...plain,
  ...since,
  id,
  toolId,
  pattern: null,
  definitionHash: `h-${toolId}`,
});

const present: Present = {
  servers: [server],
  tools,
  profiles: [{ id: 'p1', name: 'reader', description: '', version: 1 }],
  profileGrants: [{ ...grantOf('pg1', 't1'), profileId: 'p1' }],
  assignments: [
    {
      ...since,
      id: 'as1',
      profileId: 'p1',
      personId: null,
      groupId: 'g1',
      ruleId: null,
      bindingId: null,
      planned: false,
      reason: '',
    },
  ],
  rules: [],
  agents: [{ id: 'a1', name: 'invoice-bot', tags: [] }],
  agentGrants: [{ ...grantOf('ag1', 't1'), agentId: 'a1', profileId: null, planned: false }],
};
const facts: AccessFacts = {
  ...present,
  tools,
  people: [],
  agents: [
    {
      id: 'a1',
      tenant: 't',
      kind: 'autonomous',
      ownerId: 'ada',
      deputyId: 'bob',
      parentId: null,
      ceilingId: null,
      environment: null,
      tags: [],
    },
  ],
  memberships: [{ ...since, groupId: 'g1', personId: 'ada' }],
  delegations: [],
  kills: [],
};

const resolved = (text: string): Wanted | readonly Fault[] => {
  const read = readDocument(text);
  return isFaults(read) ? read : resolve(read, directory(), ids());
};
const wanted = (text: string): Wanted => {
  const found = resolved(text);
  if (Array.isArray(found)) throw new Error(found.map((fault: Fault) => faultLine('access.yaml', fault)).join('\n'));
  return found as Wanted;
};
const faults = (text: string): string[] => {
  const found = resolved(text);
  return Array.isArray(found) ? found.map((fault: Fault) => faultLine('f', fault)) : [];
};
const changes = (text: string) => difference(wanted(text), present, at);
const gained = (text: string) => {
  const after = carriedOut(facts, changes(text), { at, newId: ids(), heldBy: () => [] });
  return gains(facts, after, { people: ['ada', 'bob'], agents: ['a1'] }, at);
};

describe('a document', () => {
  it('says with line and column what is wrong with it [access-as-code.places]', () => {
    expect(faults('version: 1\nprofiles:\n  x:\n    grnts: []\n')).toEqual([
      'f:4:5 $.profiles.x.grnts: grnts is not known here',
    ]);
    expect(faults('version: 1\nprofiles:\n  x:\n    grants:\n      - tool: payments/nothing\n')).toEqual([
      'f:5:9 $.profiles.x.grants[0].tool: there is no tool nothing',
    ]);
    expect(faults('version: 1\nagents: { invoice-bot: { tags: [mоney] } }\n')).toEqual([
      expect.stringMatching(/^f:2:\d+ \$\.agents\.invoice-bot\.tags\[0\]: a tag/),
    ]);
    expect(faults('version: 1\nagents:\n  other: {}\n')).toEqual(['f:3:3 $.agents.other: there is no agent other']);
    expect(faults('version: 1\nprofiles:\n  x:\n    assigned: [{ person: bob }]\n')).toEqual([
      'f:4:18 $.profiles.x.assigned[0].person: there are several called bob; say which by its source',
    ]);
    expect(faults('version: 1\nprofiles:\n  x:\n    assigned: [{ person: BOB, source: okta }]\n')).toEqual([]);
    expect(faults('version: 1\nprofiles: { x: { grants: [{ match: { kind: tool } }] } }')[0]).toMatch(
      /match: says nothing/,
    );
    expect(faults('version: 1\nprofiles: { x: { grants: [{ effect: deny }] } }')[0]).toMatch(/either tool or match/);
  });

  it('puts a fault of a condition where it stands [access-as-code.places]', () => {
    const [fault] = faults(
      'version: 1\nprofiles:\n  x:\n    grants:\n      - tool: payments/list_charges\n        when:\n          all:\n            - { arg: n, op: fits, value: 1 }\n',
    );
    expect(fault).toMatch(/^f:8:\d+ \$\.profiles\.x\.grants\[0\]\.when\.all\[0\]/);
  });

  it('has no aliases, no duplicate keys, no tags of its own, and an end [access-as-code.hostile]', () => {
    expect(faults('version: 1\nprofiles: &a {}\nagents: *a\n')[0]).toMatch(/f:3:9 .*aliases are not read/);
    expect(faults('version: 1\nversion: 1\n')[0]).toMatch(/f:2:1 /);
    expect(faults('version: 1\nprofiles: !!js/function "x"\n')).not.toEqual([]);
    expect(faults('['.repeat(200_000))).toHaveLength(1);
    expect(faults(`version: 1 # ${'x'.repeat(1_048_577)}`)[0]).toMatch(/larger than/);
    expect(faults('version: 1\nprofiles: { __proto__: { grants: [] } }')).toEqual([]);
  });

  it('that its own page shows is one [access-as-code.page]', () => {
    const page = readFileSync(new URL('../../../../docs/access-as-code.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const read = readDocument(example);
    expect(isFaults(read) ? read.map((fault) => faultLine('page', fault)) : []).toEqual([]);
    const found = isFaults(read) ? [] : resolve(read, directory(), ids());
    expect(isFaults(found as readonly Fault[]) ? (found as readonly Fault[]).map((f) => f.says) : []).toEqual([]);
  });
});

describe('the difference', () => {
  it('is nothing when all is as it says [access-as-code.idempotent]', () => {
    const text = `version: 1
profiles:
  reader:
    grants: [{ tool: payments/retrieve_balance }]
    assigned: [{ group: Finance, from: 2026-02-02T00:00:00Z }]
agents:
  invoice-bot: { grants: [{ tool: payments/retrieve_balance }] }
`;
    expect(changes(text)).toEqual([]);
    expect(changes('version: 1')).toEqual([]);
  });

  it('is nothing when a grant is written twice, or with the kind that is meant anyway [access-as-code.idempotent]', () => {
    const twice = '{ tool: payments/retrieve_balance }, { tool: payments/retrieve_balance }';
    expect(changes(`version: 1\nprofiles: { reader: { grants: [${twice}] } }`)).toEqual([]);
    const pattern = { name: 'x*' };
    const held = { ...grantOf('pg2', 't1'), toolId: null, definitionHash: null, pattern };
    const { ended, added } = profileDifference([held], [{ ...plain, toolId: null, pattern: { kind: 'tool', ...pattern } }], () => true); // prettier-ignore
    expect([ended, added]).toEqual([[], []]);
  });

  it('ends what a written list leaves out, and leaves alone what is not written [access-as-code.lists]', () => {
    expect(changes('version: 1\nprofiles: { reader: { description: "" } }')).toEqual([]);
    expect(changes('version: 1\nprofiles: { reader: { grants: [] } }')).toMatchObject([
      { change: 'profile-granted', begin: [], end: [{ id: 'pg1' }] },
    ]);
    expect(changes('version: 1\nprofiles: { reader: { assigned: [] } }')).toMatchObject([
      { change: 'assignment-ended' },
    ]);
    expect(changes('version: 1\nagents: { invoice-bot: { grants: [] } }')).toMatchObject([
      { change: 'agent-grant-ended' },
    ]);
  });

  it('grants again what means a former definition [access-as-code.definition]', () => {
    const moved = { ...present, tools: tools.map((one) => ({ ...one, acceptedHashes: ['other'] })) };
    const text = 'version: 1\nprofiles: { reader: { grants: [{ tool: payments/retrieve_balance }] } }';
    expect(difference(wanted(text), moved, at)).toMatchObject([{ begin: [{ toolId: 't1' }], end: [{ id: 'pg1' }] }]);
  });
});

describe('what would be gained', () => {
  const granting = (more: string): string => `version: 1\nprofiles: { reader: { grants: [${more}] } }`;

  it.each([
    ['the same again', '{ tool: payments/retrieve_balance }', []],
    ['less', '', []],
    ['a condition more', '{ tool: payments/retrieve_balance, when: { arg: n, op: lt, value: 1 } }', []],
    ['held instead', '{ tool: payments/retrieve_balance, effect: hold }', []],
    ['a deny more', '{ tool: payments/retrieve_balance }, { match: { server: payments }, effect: deny }', []],
    [
      'a tool that only people get',
      '{ tool: payments/retrieve_balance }, { tool: payments/list_charges }',
      ['person ada t3 new'],
    ],
    ['by a pattern', '{ match: { server: payments, risk: [read] } }', ['person ada t3 new']],
  ])('%s is found [access-as-code.widening]', (_, grants, expected) => {
    expect(shown(gained(granting(grants)))).toEqual(expected);
  });

  it('counts for an agent only under everybody above it [access-as-code.widening]', () => {
    const text =
      'version: 1\nagents: { invoice-bot: { grants: [{ tool: payments/retrieve_balance }, { tool: payments/list_charges }] } }';
    expect(shown(gained(text))).toEqual([]);
    const both = `${text}\nprofiles: { reader: { grants: [{ match: { server: payments } }] } }`;
    expect(shown(gained(both))).toEqual(['person ada t2 new', 'person ada t3 new', 'agent a1 t3 new']);
  });

  it('is also a hold, deny, condition or duty that is gone, and another person [access-as-code.widening]', () => {
    const held: AccessFacts = {
      ...facts,
      profileGrants: [...facts.profileGrants, { ...grantOf('pg2', 't1'), effect: 'hold', profileId: 'p1' }],
    };
    const bound: AccessFacts = {
      ...facts,
      profileGrants: [{ ...grantOf('pg1', 't1'), profileId: 'p1', obligations: [{ redact: ['iban'] }] }],
    };
    const concerned = { people: ['ada'], agents: [] };
    expect(shown(gains(held, facts, concerned, at))).toEqual(['person ada t1 without-approval']);
    expect(shown(gains(facts, held, concerned, at))).toEqual([]);
    expect(shown(gains(bound, facts, concerned, at))).toEqual(['person ada t1 more-calls']);
    expect(
      shown(
        gained('version: 1\nprofiles: { reader: { assigned: [{ group: Finance }, { person: bob, source: okta }] } }'),
      ),
    ).toEqual(['person bob t1 new']);
  });

  it('is found where a server becomes what a pattern or a condition looks for [access-as-code.widening]', () => {
    const byTag: AccessFacts = {
      ...facts,
      profileGrants: [
        { ...grantOf('pg1', 't1'), toolId: null, definitionHash: null, pattern: { tag: 'open' }, profileId: 'p1' },
      ],
    };
    const tagged = carriedOut(byTag, changes('version: 1\nservers: { payments: { tags: [open] } }'), {
      at,
      newId: ids(),
      heldBy: () => [],
    });
    expect(shown(gains(byTag, tagged, { people: ['ada'], agents: [] }, at))).toHaveLength(3);
    const staged = { server: 'environment', op: 'eq', value: 'staging' } as const;
    const byCondition: AccessFacts = {
      ...facts,
      profileGrants: [{ ...grantOf('pg1', 't1'), condition: staged, profileId: 'p1' }],
    };
    const moved = carriedOut(byCondition, changes('version: 1\nservers: { payments: { environment: staging } }'), {
      at,
      newId: ids(),
      heldBy: () => [],
    });
    expect(shown(gains(byCondition, moved, { people: ['ada'], agents: [] }, at))).toEqual(['person ada t1 more-calls']);
  });

  it('is found where an agent becomes what a grant of its owner looks for [access-as-code.widening-tags]', () => {
    const trusted = { agent: 'tags', op: 'eq', value: 'trusted' } as const;
    const byTag: AccessFacts = {
      ...facts,
      profileGrants: [{ ...grantOf('pg1', 't1'), condition: trusted, profileId: 'p1' }],
    };
    const tagged = carriedOut(byTag, changes('version: 1\nagents: { invoice-bot: { tags: [trusted] } }'), {
      at,
      newId: ids(),
      heldBy: () => [],
    });
    expect(shown(gains(byTag, tagged, { people: [], agents: ['a1'] }, at))).toEqual(['agent a1 t1 more-calls']);
  });
});

const shown = (found: ReturnType<typeof gains>): string[] =>
  found.flatMap(({ who, id, tools: list }) => list.map(({ toolId, how }) => `${who} ${id} ${toolId} ${how}`));
