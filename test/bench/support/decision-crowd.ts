import type { AccessRequest, CompiledIndex } from '@app/access';
import {
  AGENT,
  agentOf,
  begun,
  catalogue,
  GRANT,
  givenTo,
  grantOf,
  idOf,
  lots,
  memberOf,
  noon,
  OWN,
  PERSON,
  PROFILE,
} from './decision-worlds.js';
import { median, rounded } from './figures.js';

const [TOOLS, SERVERS, PROFILES, GRANTS_EACH, GROUPS, POSTS, PAGE] = [2_000, 40, 300, 40, 400, 500, 5_000];
/** A group that nearly everybody of the largest crowd might be in. */
const LARGE = 0;
const LARGE_MEMBERS = 50_000;
const AGENTS_EACH = 5;

/** An index over many agents, and what it took. */
export type Built = Readonly<{
  index: CompiledIndex;
  agents: number;
  figures: Readonly<{
    agents: number;
    people: number;
    sets: number;
    mb: number;
    bytesPerAgent: number;
    buildMs: number;
  }>;
  ask: (i: number) => unknown;
}>;

/** Everybody has one of a few hundred posts, which has 19 groups; one in three is in one more. */
function membershipsOf(person: number) {
  const post = person % POSTS;
  const groups = Array.from({ length: 19 }, (_, i) => 1 + ((post * 31 + i * 17) % (GROUPS - 1)));
  if (person % 3 === 0) groups.push(1 + ((post * 31 + 400 + (person % 40) * 7) % (GROUPS - 1)));
  if (person < LARGE_MEMBERS) groups.push(LARGE);
  return [...new Set(groups)].map((group) => memberOf(person, group));
}

/** Each agent holds a profile; one in three has a grant of its own beside it. */
function agentsGrants(agent: number) {
  const lot = lots(agent + 1);
  const profile = idOf(PROFILE, lot(PROFILES));
  const agentId = idOf(AGENT, agent);
  const held = { ...grantOf(OWN, 2 * agent, null), agentId, profileId: profile };
  if (agent % 3 !== 0) return [held];
  return [held, { ...grantOf(OWN, 2 * agent + 1, lot(TOOLS)), agentId, profileId: null }];
}
const agentFacts = (agent: number) => agentOf(agent, Math.floor(agent / AGENTS_EACH));
const grantsOfProfile = (profile: number) =>
  Array.from({ length: GRANTS_EACH }, (_, i) => ({
    ...grantOf(GRANT, profile * GRANTS_EACH + i, (profile * 61 + i * 13) % TOOLS),
    profileId: idOf(PROFILE, profile),
  }));
const profilesGroups = (profile: number) =>
  Array.from({ length: GROUPS }, (_, group) => group)
    .filter((group) => group % PROFILES === profile)
    .map((group) => givenTo(group, profile));

function held(): number {
  if (!globalThis.gc) throw new Error('start it with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** @param agents how many; a fifth as many people own them */
export function ground(agents: number, empty: (from: Date) => CompiledIndex): Built {
  const people = agents / AGENTS_EACH;
  const before = held();
  const index = empty(noon);
  let took = 0;
  const apply = (change: Parameters<CompiledIndex['apply']>[0]): void => {
    const from = performance.now();
    index.apply(change, noon);
    took += performance.now() - from;
  };
  const { servers, tools } = catalogue(SERVERS, TOOLS);
  apply({
    of: { servers: servers.map(({ id }) => id), tools: tools.map(({ id }) => id) },
    facts: { servers, tools, kills: [] },
  });
  const profiles = Array.from({ length: PROFILES }, (_, n) => n);
  apply({
    of: { profiles: profiles.map((n) => idOf(PROFILE, n)) },
    facts: { profileGrants: profiles.flatMap(grantsOfProfile), assignments: profiles.flatMap(profilesGroups) },
  });
  for (let first = 0; first < agents; first += PAGE) {
    const page = Array.from({ length: PAGE }, (_, i) => first + i);
    const facts = { agents: page.map(agentFacts), agentGrants: page.flatMap(agentsGrants) };
    apply({ of: { agents: facts.agents.map(({ id }) => id) }, facts });
  }
  for (let first = 0; first < people; first += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, people - first) }, (_, i) => first + i);
    apply({ of: { people: page.map((n) => idOf(PERSON, n)) }, facts: { memberships: page.flatMap(membershipsOf) } });
  }
  const bytes = held() - before;
  const { sets } = index.sizes;
  const mb = rounded(bytes / 1e6, 1);
  const figures = { agents, people, sets, mb, bytesPerAgent: Math.round(bytes / agents), buildMs: Math.round(took) };
  return { index, agents, figures, ask: asking(index, agents) };
}

/** Another agent each time, and a tool of the profile that it holds. */
function asking(index: CompiledIndex, agents: number): (i: number) => unknown {
  const lot = lots(3);
  const asked = Array.from({ length: 50_000 }, (): AccessRequest => {
    const agent = lot(agents);
    const tool = (lots(agent + 1)(PROFILES) * 61 + lot(GRANTS_EACH) * 13) % TOOLS;
    const agentId = idOf(AGENT, agent);
    const who = { agentId, personId: null, chain: [agentId], delegations: [] };
    return { ...who, serverName: `server${tool % SERVERS}`, toolName: `tool${tool}`, args: {}, at: noon };
  });
  return (i) => {
    const request = asked[i % asked.length];
    return request && index.decide(request);
  };
}

const TIMES = 200;

/** What changes take of the event loop, in the middle and at worst. */
export function changes({ index, agents }: Built, timed: (times: number, call: (i: number) => unknown) => number[]) {
  const measured = (change: string, call: (i: number) => void) => {
    const took = timed(TIMES, call);
    return { change, ms: rounded(median(took) / 1000, 3), worstMs: rounded(Math.max(...took) / 1000, 3) };
  };
  const people = agents / AGENTS_EACH;
  const person = (i: number): number => LARGE_MEMBERS + 1 + ((i * 37) % (people - LARGE_MEMBERS - 1));
  const joining = Array.from({ length: TIMES }, (_, i) => {
    const memberships = [...membershipsOf(person(i)), memberOf(person(i), LARGE)];
    return { of: { people: [idOf(PERSON, person(i))] }, facts: { memberships } };
  });
  const losing = Array.from({ length: TIMES }, (_, i) => {
    const profile = i % PROFILES;
    const facts = { profileGrants: grantsOfProfile(profile).slice(1), assignments: profilesGroups(profile) };
    return { of: { profiles: [idOf(PROFILE, profile)] }, facts };
  });
  const leaving = Array.from({ length: TIMES }, (_, i) => {
    const gone = person(i + TIMES);
    const theirs = Array.from({ length: AGENTS_EACH }, (__, n) => gone * AGENTS_EACH + n);
    const ended = theirs.flatMap(agentsGrants).map((grant) => ({ ...grant, validTo: begun.validFrom }));
    const facts = { agents: theirs.map(agentFacts), agentGrants: ended, memberships: [] };
    return { of: { people: [idOf(PERSON, gone)], agents: theirs.map((n) => idOf(AGENT, n)) }, facts };
  });
  type Changes = readonly Parameters<CompiledIndex['apply']>[0][];
  const applying = (all: Changes) => (i: number) => {
    const change = all[i];
    if (change) index.apply(change, noon);
  };
  return [
    measured(`a group of ${LARGE_MEMBERS} gains one member`, applying(joining)),
    measured('a profile loses one grant', applying(losing)),
    measured('a person leaves', applying(leaving)),
  ];
}
