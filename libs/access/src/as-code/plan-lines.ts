import type { Tx } from '@app/database';
import type { Change } from './difference.js';
import type { Gain } from './gains.js';
import type { Plan } from './plan.js';
import type { WantedGrant } from './wanted.js';

/** A plan in words: one line for each change, and one for each that somebody would gain. */
export type ShownPlan = Readonly<{ changes: readonly string[]; gains: readonly string[] }>;

/** People of whom it is told one by one that they gain the same. */
const NAMED = 5;

export async function shown(tx: Tx, plan: Plan): Promise<ShownPlan> {
  const words = await wordsOf(tx, plan);
  return { changes: plan.changes.flatMap((change) => linesOf(change, words)), gains: gainLines(plan.gains, words) };
}

type Words = Readonly<{ tool: (id: string) => string; profile: (id: string) => string; who: (id: string) => string }>;

async function wordsOf(tx: Tx, { changes, gains, present, names }: Plan): Promise<Words> {
  const held = changes.flatMap((change) =>
    change.change === 'assigned' || change.change === 'assignment-ended' ? [change.assignment] : [],
  );
  const ids = [...held.flatMap(({ personId, groupId }) => personId ?? groupId ?? []), ...gains.map(({ id }) => id)];
  const rows = await tx.query<{ id: string; name: string }[]>(
    `SELECT id, user_name AS name FROM person WHERE id = ANY ($1::uuid[])
     UNION ALL SELECT id, display_name FROM directory_group WHERE id = ANY ($1::uuid[])
     UNION ALL SELECT id, name FROM agent WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  const who = new Map(rows.map(({ id, name }) => [id, name]));
  const tools = new Map(
    present.tools.map(({ id, serverId, name }) => [id, `${names.servers.wordOf(serverId)}/${name}`]),
  );
  const made = new Map(
    changes.flatMap((change) => ('profile' in change ? [[change.profile.id, change.profile.name] as const] : [])),
  );
  for (const change of changes) {
    if (change.change !== 'variant-made') continue;
    tools.set(change.variant.id, `${names.servers.wordOf(change.serverId)}/${change.variant.name}`);
  }
  return {
    tool: (id) => tools.get(id) ?? id,
    profile: (id) => made.get(id) ?? names.profiles.wordOf(id),
    who: (id) => who.get(id) ?? id,
  };
}

function linesOf(change: Change, words: Words): string[] {
  const { tool, profile, who } = words;
  const grant = (one: Omit<WantedGrant, 'at'>, profileId: string | null = null): string =>
    [
      one.effect,
      ...(profileId === null ? [] : [`profile ${profile(profileId)}`]),
      ...(one.toolId === null ? [] : [tool(one.toolId)]),
      ...(one.pattern === null ? [] : [JSON.stringify(one.pattern)]),
      ...(one.condition === null ? [] : [`when ${JSON.stringify(one.condition)}`]),
      ...(one.budget === null ? [] : [`at most ${one.budget.limit} ${one.budget.counter.unit}`]),
    ].join(' ');
  switch (change.change) {
    case 'server-described':
      return [`~ server ${change.server.name}`];
    case 'tool-described':
      return [`~ tool ${tool(change.tool.id)}`];
    case 'variant-made':
      return [`+ variant ${tool(change.variant.id)} of ${tool(change.variant.of)}`];
    case 'profile-made':
      return [`+ profile ${change.profile.name}`];
    case 'profile-described':
      return [`~ profile ${change.profile.name}: description`];
    case 'profile-granted':
      return [
        ...change.end.map((one) => `- profile ${change.profile.name}: ${grant(one)}`),
        ...change.begin.map((one) => `+ profile ${change.profile.name}: ${grant(one)}`),
      ];
    case 'assigned':
    case 'assignment-ended': {
      const { personId, groupId } = change.assignment;
      const holder = personId === null ? `group ${who(groupId ?? '')}` : `person ${who(personId)}`;
      return [`${change.change === 'assigned' ? '+' : '-'} profile ${profile(change.profileId)}: ${holder}`];
    }
    case 'rule-made':
      return [`+ profile ${profile(change.profileId)}: rule ${change.rule.name}`];
    case 'rule-ended':
      return [`- profile ${profile(change.profileId)}: rule ${change.name}`];
    case 'agent-tagged':
      return [`~ agent ${change.agent.name}: tags ${change.tags.join(', ')}`];
    case 'agent-granted':
      return [`+ agent ${change.agent.name}: ${grant(change.grant, change.grant.profileId)}`];
    case 'agent-grant-ended':
      return [`- agent ${change.agent.name}: ${grant(change.grant, change.grant.profileId)}`];
  }
}

const how = { new: 'new', 'without-approval': 'without approval', 'more-calls': 'more calls' } as const;

/** Those who gain the same are told of together. */
function gainLines(gains: readonly Gain[], { tool, who }: Words): string[] {
  const alike = new Map<string, { gain: Gain; ids: string[] }>();
  for (const gain of gains) {
    const key = JSON.stringify([gain.who, gain.tools]);
    const known = alike.get(key);
    if (known) known.ids.push(gain.id);
    else alike.set(key, { gain, ids: [gain.id] });
  }
  return [...alike.values()].flatMap(({ gain, ids }) => {
    const named = ids.slice(0, NAMED).map(who).join(', ');
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    const holders = `${ids.length === 1 ? gain.who : gain.who === 'person' ? 'people' : 'agents'} ${named}${more}`;
    return gain.tools.map((gained) => `${holders}: ${tool(gained.toolId)} (${how[gained.how]})`);
  });
}
