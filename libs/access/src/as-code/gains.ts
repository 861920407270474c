import { canonicalJson } from '@app/kernel';
import { type Candidate, candidateOf, heldCandidateOf, type Tester } from '../core/candidate.js';
import { membersOf } from '../core/chain.js';
import { type AccessFacts, type AgentFacts, type Interval, writes } from '../core/facts.js';
import { type Asked, asked, fits, narrows } from '../core/fits.js';
import { groupBy } from '../core/group-by.js';
import { isWider, permitsAtAll, widthOf } from './wider.js';

/** `new`: could not be called at all; `without-approval`: was held; `more-calls`: fewer conditions, bounds or denies. */
export type How = 'new' | 'without-approval' | 'more-calls';
export type GainedTool = Readonly<{ toolId: string; how: How }>;
/** Who could do more: people by what they are entitled to, agents by what is left of their grants under everybody above. */
export type Gain = Readonly<{ who: 'person' | 'agent'; id: string; tools: readonly GainedTool[] }>;

/**
 * Who would gain what. Rights are compared, not moments: what is held back, disabled or killed just now counts as if it
 * were not, and what is planned as planned. In doubt it is a gain.
 * @param concerned ids of the people and agents who are looked at; the facts hold all that reaches them
 */
export function gains(
  before: AccessFacts,
  after: AccessFacts,
  concerned: Readonly<{ people: readonly string[]; agents: readonly string[] }>,
  at: Date,
): Gain[] {
  const [was, is] = [new Rights(before), new Rights(after)];
  const now = at.getTime();
  const known = new Map<string, readonly GainedTool[]>();
  const people = concerned.people.flatMap((id): Gain[] => {
    const key = `${was.signatureOf(id)} ${is.signatureOf(id)}`;
    const tools =
      known.get(key) ??
      is.tools.flatMap((tool) => gainOf([was.person(id, tool.id)], [is.person(id, tool.id)], tool.id, now));
    known.set(key, tools);
    return tools.length === 0 ? [] : [{ who: 'person', id, tools }];
  });
  const agents = concerned.agents.flatMap((id): Gain[] => {
    const tools = is.tools.flatMap((tool) => gainOf(was.agent(id, tool.id), is.agent(id, tool.id), tool.id, now));
    return tools.length === 0 ? [] : [{ who: 'agent', id, tools }];
  });
  return [...people, ...agents];
}

/** @param was undefined: it could not be called whatever the grants */
function gainOf(was: Sides | undefined, is: Sides | undefined, toolId: string, at: number): GainedTool[] {
  if (!is?.every((side) => permitsAtAll(side))) return [];
  const before = Math.min(...(was ?? [[]]).map(widthOf));
  if (before === 0) return [{ toolId, how: 'new' }];
  if (!is.some((side, i) => isWider(was?.[i] ?? [], side, at))) return [];
  const isFreed = before === 1 && Math.min(...is.map(widthOf)) === 2;
  return [{ toolId, how: isFreed ? 'without-approval' : 'more-calls' }];
}

type Side = readonly Candidate[];
type Sides = readonly Side[];

/** Candidates by holder and tool, worked out when they are asked for. */
class Rights {
  readonly tools: readonly Asked[];
  private readonly byId: ReadonlyMap<string, Readonly<{ asked: Asked; acceptedHashes: readonly string[] }>>;
  private readonly profileGrants;
  private readonly agentGrants;
  private readonly routes = new Map<string, Route[]>();
  private readonly agents: ReadonlyMap<string, AgentFacts>;
  private readonly memory = new Map<string, Side>();

  constructor(facts: AccessFacts) {
    const servers = new Map(facts.servers.map((server) => [server.id, server]));
    this.byId = new Map(
      facts.tools.flatMap((tool) => {
        const server = servers.get(tool.serverId);
        return server && tool.state !== 'removed'
          ? [[tool.id, { asked: asked(tool, server), acceptedHashes: tool.acceptedHashes }] as const]
          : [];
      }),
    );
    this.tools = [...this.byId.values()].map((tool) => tool.asked);
    this.profileGrants = groupBy(facts.profileGrants, ({ profileId }) => profileId);
    this.agentGrants = groupBy(facts.agentGrants, ({ agentId }) => agentId);
    this.agents = new Map(facts.agents.map((agent) => [agent.id, agent]));
    const ofGroup = groupBy(facts.memberships, ({ groupId }) => groupId);
    for (const assignment of facts.assignments) {
      const { profileId, personId, groupId } = assignment;
      if (personId !== null) this.route(personId, { profileId, links: [assignment] });
      if (groupId === null) continue;
      for (const membership of ofGroup.get(groupId) ?? []) {
        this.route(membership.personId, { profileId, links: [assignment, membership] });
      }
    }
  }

  signatureOf(personId: string): string {
    const routes = (this.routes.get(personId) ?? []).map(({ profileId, links }) => {
      const { from, to } = spanOf(links);
      return `${profileId} ${from} ${to}`;
    });
    return routes.toSorted().join();
  }

  person(personId: string, toolId: string): Side {
    return (this.routes.get(personId) ?? []).flatMap(({ profileId, links }) => this.profile(profileId, toolId, links));
  }

  /** All whose right the agent needs; undefined: it may not write, because nobody stands in for its owner. */
  agent(agentId: string, toolId: string): Sides | undefined {
    const members = membersOf({ agentId, chain: [agentId] }, (id) => this.agents.get(id));
    const tool = this.byId.get(toolId);
    if (!members || !tool) return undefined;
    if (writes(tool.asked.risk) && members.some(({ deputyId }) => deputyId === null)) return undefined;
    return members.flatMap(({ id, ownerId, ceilingId, tags }) => {
      const sides = [
        this.own(id, toolId),
        this.person(ownerId, toolId),
        ceilingId === null ? anything : this.profile(ceilingId, toolId, []),
      ];
      // the owner's and the ceiling's grants look at this agent, too
      return sides.map((side) => side.map((one) => looking(one, atAgent, tags)));
    });
  }

  private own(agentId: string, toolId: string): Side {
    const tool = this.byId.get(toolId);
    if (!tool) return [];
    return (this.agentGrants.get(agentId) ?? []).flatMap((own): Candidate[] => {
      if (!narrows(own, tool.asked)) return [];
      if (own.profileId === null) return [looking(candidateOf(own, tool, [], [], untested), atServer, tool.asked)];
      return (this.profileGrants.get(own.profileId) ?? [])
        .filter((grant) => fits(grant, tool.asked))
        .map((grant) => looking(heldCandidateOf(own, grant, tool, untested), atServer, tool.asked));
    });
  }

  private profile(profileId: string, toolId: string, links: readonly Interval[]): Side {
    const { from, to } = spanOf(links);
    const key = `${profileId} ${toolId} ${from} ${to}`;
    const known = this.memory.get(key);
    if (known) return known;
    const tool = this.byId.get(toolId);
    const found = !tool
      ? []
      : (this.profileGrants.get(profileId) ?? [])
          .filter((grant) => fits(grant, tool.asked))
          .map((grant) => looking(candidateOf(grant, tool, links, [], untested), atServer, tool.asked));
    this.memory.set(key, found);
    return found;
  }

  private route(personId: string, route: Route): void {
    const known = this.routes.get(personId);
    if (known) known.push(route);
    else this.routes.set(personId, [route]);
  }
}

type Route = Readonly<{ profileId: string; links: readonly Interval[] }>;
/** Nothing is run here: conditions are compared by what they say. */
const untested: Tester = () => () => 'missing';

const spanOf = (links: readonly Interval[]): { from: number; to: number } => ({
  from: Math.max(0, ...links.map(({ validFrom }) => validFrom.getTime())),
  to: Math.min(Number.POSITIVE_INFINITY, ...links.map(({ validTo }) => validTo?.getTime() ?? Number.POSITIVE_INFINITY)),
});

/** Where no ceiling is set. */
const anything: Side = [
  {
    grantId: '',
    effect: 'allow',
    terms: [],
    restricting: [],
    plain: true,
    obligations: [],
    current: true,
    from: 0,
    to: Number.POSITIVE_INFINITY,
    via: [],
  },
];

const atServer = /"(server|cel)":/;
const atAgent = /"(agent|cel)":/;

/** A condition that looks at the server or at the agent says something else when these are something else. */
function looking(candidate: Candidate, at: RegExp, seen: unknown): Candidate {
  const looks = candidate.terms.some(({ condition }) => condition !== null && at.test(canonicalJson(condition)));
  if (!looks) return candidate;
  const mark = <Term extends Candidate['terms'][number]>(term: Term): Term =>
    term.condition === null ? term : { ...term, condition: { all: [term.condition, { cel: canonicalJson(seen) }] } };
  return { ...candidate, terms: candidate.terms.map(mark), restricting: candidate.restricting.map(mark) };
}
