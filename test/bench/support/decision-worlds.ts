import type { AccessFacts } from '@app/access';

type Rows<Key extends keyof AccessFacts> = AccessFacts[Key];
export type Condition = Rows<'profileGrants'>[number]['condition'];
type Grant = Omit<Rows<'profileGrants'>[number], 'profileId'>;

const from = new Date('2026-01-05T00:00:00Z');
export const begun = { validFrom: from, validTo: null } as const;
export const noon = new Date('2026-06-01T10:00:00Z');

/** The same numbers each time. */
export function lots(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A UUIDv7 of a number (RFC 9562 §5.7): ids of one kind lie close together, as in a directory. */
export function idOf(kind: number, n: number): string {
  const at = (0x019a_0000_0000 + kind * 0x1000_0000 + n).toString(16).padStart(12, '0');
  const stirred = (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${stirred.slice(0, 3)}-8${stirred.slice(3, 6)}-${stirred.slice(0, 4)}${(n >>> 0).toString(16).padStart(8, '0')}`;
}
export const [SERVER, TOOL, GROUP, PROFILE, PERSON, AGENT, GRANT, ASSIGNMENT, OWN] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
const range = <T>(length: number, of: (n: number) => T): T[] => Array.from({ length }, (_, n) => of(n));

export function catalogue(servers: number, tools: number): Pick<AccessFacts, 'servers' | 'tools'> {
  return {
    servers: range(servers, (n) => ({
      id: idOf(SERVER, n),
      tenant: 't',
      name: `server${n}`,
      status: 'active',
      environment: 'production',
      classification: 'internal',
      tags: [],
    })),
    tools: range(tools, (n) => ({
      id: idOf(TOOL, n),
      serverId: idOf(SERVER, n % servers),
      kind: 'tool',
      name: `tool${n}`,
      risk: 'read',
      state: 'available',
      approvedHash: 'h',
      acceptedHashes: ['h'],
      tags: [],
      variantOf: null,
      definition: null,
    })),
  };
}

export const grantOf = (kind: number, n: number, tool: number | null, condition: Condition = null): Grant => ({
  ...begun,
  id: idOf(kind, n),
  toolId: tool === null ? null : idOf(TOOL, tool),
  pattern: null,
  effect: 'allow',
  condition,
  definitionHash: tool === null ? null : 'h',
  budget: null,
  obligations: [],
});

export const agentOf = (n: number, owner: number): Rows<'agents'>[number] => ({
  id: idOf(AGENT, n),
  tenant: 't',
  kind: 'autonomous',
  ownerId: idOf(PERSON, owner),
  deputyId: idOf(PERSON, owner ^ 1),
  parentId: null,
  ceilingId: null,
  environment: 'production',
  tags: [],
});

export const memberOf = (person: number, group: number): Rows<'memberships'>[number] => ({
  ...begun,
  groupId: idOf(GROUP, group),
  personId: idOf(PERSON, person),
});

export const givenTo = (group: number, profile: number): Rows<'assignments'>[number] => ({
  ...begun,
  id: idOf(ASSIGNMENT, group),
  profileId: idOf(PROFILE, profile),
  personId: null,
  groupId: idOf(GROUP, group),
  ruleId: null,
});

/** Owners in 20 groups each, which hold 2,000 grants on 500 tools; agents with 200 of the tools. */
export function company(condition: (n: number) => Condition): AccessFacts {
  const [groups, grants, tools, people, agents, own] = [20, 2_000, 500, 50, 200, 200];
  return {
    ...catalogue(20, tools),
    agents: range(agents, (n) => agentOf(n, n % people)),
    people: range(people, (n) => ({
      id: idOf(PERSON, n),
      attributes: { employeeNumber: `e${n}`, department: `d${n % 7}` },
    })),
    memberships: range(people * groups, (n) => memberOf(n % people, Math.floor(n / people))),
    assignments: range(groups, (n) => givenTo(n, n)),
    profileGrants: range(grants, (n) => ({
      ...grantOf(GRANT, n, n % tools, condition(n)),
      profileId: idOf(PROFILE, Math.floor(n / (grants / groups))),
    })),
    agentGrants: range(agents * own, (n) => {
      const agent = Math.floor(n / own);
      const tool = (agent * 7 + (n % own) * 2) % tools;
      return { ...grantOf(OWN, n, tool, condition(n)), agentId: idOf(AGENT, agent), profileId: null };
    }),
    delegations: [],
    kills: [],
  };
}
