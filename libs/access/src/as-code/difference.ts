import { canonicalJson } from '@app/kernel';
import type { GrantFacts, Interval, ProfileGrantFacts } from '../core/facts.js';
import { grantKey } from '../core/profile-difference.js';
import type { Present, PresentAgentGrant, PresentAssignment, PresentTool } from './present.js';
import type * as wanted from './wanted.js';

/** What carries a document out, in this order: what grants refer to comes before them. */
export type Change =
  | Readonly<{ change: 'server-described'; server: wanted.WantedServer }>
  | Readonly<{ change: 'tool-described'; tool: wanted.WantedTool }>
  | Readonly<{ change: 'variant-made'; serverId: string; variant: wanted.WantedVariant }>
  | Readonly<{ change: 'profile-made'; profile: wanted.WantedProfile }>
  | Readonly<{ change: 'profile-described'; profile: wanted.WantedProfile }>
  | Readonly<{
      change: 'profile-granted';
      profile: wanted.WantedProfile;
      /** The version that the plan rests on; none of a profile that is new. */
      lookedAt: number | undefined;
      begin: readonly wanted.WantedGrant[];
      end: readonly ProfileGrantFacts[];
    }>
  | Readonly<{ change: 'assigned'; profileId: string; assignment: wanted.WantedAssignment }>
  | Readonly<{ change: 'assignment-ended'; profileId: string; assignment: PresentAssignment }>
  | Readonly<{ change: 'rule-made'; profileId: string; rule: wanted.WantedRule }>
  | Readonly<{ change: 'rule-ended'; profileId: string; ruleId: string; name: string }>
  | Readonly<{ change: 'agent-tagged'; agent: wanted.WantedAgent; tags: readonly string[] }>
  | Readonly<{ change: 'agent-granted'; agent: wanted.WantedAgent; grant: wanted.WantedAgentGrant }>
  | Readonly<{ change: 'agent-grant-ended'; agent: wanted.WantedAgent; grant: PresentAgentGrant }>;

/** What is said of servers, tools and agents, and safe variants: in force before all rights change. */
export const isDescription = ({ change }: Change): boolean =>
  ['server-described', 'tool-described', 'variant-made', 'agent-tagged'].includes(change);

/** What must happen for all that the document says to be so; nothing when it is. */
export function difference(wanted: wanted.Wanted, present: Present, at: Date): Change[] {
  return [
    ...wanted.servers.flatMap((server) => ofServer(server, present)),
    ...wanted.profiles.flatMap((profile) => made(profile, present)),
    ...wanted.profiles.flatMap((profile) => ofProfile(profile, present, at)),
    ...wanted.agents.flatMap((agent) => ofAgent(agent, present, at)),
  ];
}

function ofServer(server: wanted.WantedServer, present: Present): Change[] {
  const was = present.servers.find(({ id }) => id === server.id);
  if (!was) return [];
  const { environment = was.environment, classification = was.classification, tags = was.tags } = server;
  const isSame = environment === was.environment && classification === was.classification && sameSet(tags, was.tags);
  return [
    ...(isSame ? [] : [{ change: 'server-described', server } as const]),
    ...server.variants.flatMap((variant): Change[] => {
      const known = present.tools.find(({ id }) => id === variant.id);
      if (known && known.variantOf === variant.of && same(known.variant, variant.variant)) return [];
      return [{ change: 'variant-made', serverId: server.id, variant }];
    }),
    ...server.tools.flatMap((tool): Change[] => {
      const known = present.tools.find(({ id }) => id === tool.id);
      return known && isDescribed(known, tool) ? [] : [{ change: 'tool-described', tool }];
    }),
  ];
}

const isDescribed = (was: PresentTool, said: wanted.WantedTool): boolean =>
  (said.tags === undefined || sameSet(said.tags, was.tags)) &&
  (said.risk === undefined || (said.risk === was.risk && said.reason === (was.riskReason ?? undefined)));

/** Profiles first, all of them: agents and one another's places refer to them. */
function made(profile: wanted.WantedProfile, present: Present): Change[] {
  if (profile.isNew) return [{ change: 'profile-made', profile }];
  const was = present.profiles.find(({ id }) => id === profile.id);
  const isSame = profile.description === undefined || profile.description === was?.description;
  return isSame ? [] : [{ change: 'profile-described', profile }];
}

function ofProfile(profile: wanted.WantedProfile, present: Present, at: Date): Change[] {
  const changes: Change[] = [];
  const { id: profileId } = profile;
  const of = <Row extends { profileId: string | null }>(rows: readonly Row[]) =>
    rows.filter((row) => row.profileId === profileId);
  if (profile.grants) {
    const isCurrent = currentAmong(present.tools);
    // what is written twice is granted once
    const wants = [...new Map(profile.grants.map((want) => [grantKey(want), want])).values()];
    const { begin, end } = matched(wants, of(present.profileGrants), (want, row) => {
      return sameGrant(want, row) && isCurrent(row);
    });
    if (begin.length + end.length > 0) {
      const lookedAt = present.profiles.find(({ id }) => id === profileId)?.version;
      changes.push({ change: 'profile-granted', profile, lookedAt, begin, end });
    }
  }
  if (profile.rules) {
    const { begin, end } = matched(profile.rules, of(present.rules), (want, row) => {
      return want.name === row.name && same(want.condition, row.condition);
    });
    changes.push(...end.map(({ id, name }) => ({ change: 'rule-ended', profileId, ruleId: id, name }) as const));
    changes.push(...begin.map((rule) => ({ change: 'rule-made', profileId, rule }) as const));
  }
  if (profile.assigned) {
    const byHand = of(present.assignments).filter(({ bindingId, ruleId }) => bindingId === null && ruleId === null);
    const lasting = profile.assigned.filter((want) => lasts(want, at));
    const { begin, end } = matched(lasting, byHand, (want, row) => {
      return want.personId === row.personId && want.groupId === row.groupId && sameTerm(want, row, at);
    });
    changes.push(...end.map((assignment) => ({ change: 'assignment-ended', profileId, assignment }) as const));
    changes.push(...begin.map((assignment) => ({ change: 'assigned', profileId, assignment }) as const));
  }
  return changes;
}

function ofAgent(agent: wanted.WantedAgent, present: Present, at: Date): Change[] {
  const changes: Change[] = [];
  const was = present.agents.find(({ id }) => id === agent.id);
  const { tags, grants } = agent;
  if (tags && !sameSet(tags, was?.tags ?? [])) changes.push({ change: 'agent-tagged', agent, tags });
  if (!grants) return changes;
  const isCurrent = currentAmong(present.tools);
  const rows = present.agentGrants.filter(({ agentId }) => agentId === agent.id);
  const lasting = grants.filter((want) => lasts(want, at));
  const { begin, end } = matched(lasting, rows, (want, row) => {
    return sameGrant(want, row) && want.profileId === row.profileId && isCurrent(row) && sameTerm(want, row, at);
  });
  changes.push(...end.map((grant) => ({ change: 'agent-grant-ended', agent, grant }) as const));
  changes.push(...begin.map((grant) => ({ change: 'agent-granted', agent, grant }) as const));
  return changes;
}

/** Each wanted one takes one that is there; what remains on either side begins and ends. */
function matched<Want, Row>(
  wants: readonly Want[],
  rows: readonly Row[],
  fits: (want: Want, row: Row) => boolean,
): { begin: Want[]; end: Row[] } {
  const left = [...rows];
  const begin = wants.filter((want) => {
    const found = left.findIndex((row) => fits(want, row));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  return { begin, end: left };
}

const sameGrant = (want: wanted.WantedGrant, row: GrantFacts): boolean => grantKey(want) === grantKey(row);

/** A grant on a definition that is no longer accepted is granted again. */
function currentAmong(tools: readonly PresentTool[]): (row: GrantFacts) => boolean {
  const accepted = new Map(tools.map(({ id, acceptedHashes }) => [id, acceptedHashes]));
  return ({ toolId, definitionHash }) =>
    toolId === null || (definitionHash !== null && (accepted.get(toolId)?.includes(definitionHash) ?? false));
}

const lasts = ({ to }: wanted.Term, at: Date): boolean => to === null || to > at;

/** A beginning in the past is now, whenever that was. */
function sameTerm({ from, to }: wanted.Term, row: Interval, at: Date): boolean {
  const begins = from !== null && from > at ? from.getTime() : null;
  const began = row.validFrom > at ? row.validFrom.getTime() : null;
  return begins === began && (to?.getTime() ?? null) === (row.validTo?.getTime() ?? null);
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  same([...new Set(a)].toSorted(), [...new Set(b)].toSorted());
