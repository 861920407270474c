import { In } from 'typeorm';
import { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { GroupRow, PersonRow } from '@app/directory';
import type { PathStep } from '../core/decision.js';
import { ProfileRow } from '../profiles/profile.row.js';

/** `name` as it is now; null for what has none: grants, delegations and what is missing. */
export type NamedStep = PathStep & Readonly<{ name: string | null }>;
export type Naming = (path: readonly PathStep[]) => NamedStep[];

type Ids = readonly string[];
type Nameable = Readonly<{ agents?: Ids; people?: Ids; groups?: Ids; profiles?: Ids; rules?: Ids }>;

/** The names behind these ids: one look each at agents, people, groups, profiles and rules. */
export async function nameThem(tx: Tx, wanted: Nameable): Promise<(id: string) => string | null> {
  const of = (ids: Ids = []) => ({ id: In([...new Set(ids)]) });
  const agents = await tx.findBy(AgentRow, of(wanted.agents));
  const people = await tx.findBy(PersonRow, of(wanted.people));
  const groups = await tx.findBy(GroupRow, of(wanted.groups));
  const profiles = await tx.findBy(ProfileRow, of(wanted.profiles));
  const rules = await tx.query<{ id: string; name: string }[]>(
    'SELECT id, name FROM assignment_rule WHERE id = ANY ($1::uuid[])',
    [wanted.rules ?? []],
  );
  const names = new Map([
    ...[...agents, ...profiles, ...rules].map(({ id, name }) => [id, name] as const),
    ...[...people, ...groups].map(({ id, displayName }) => [id, displayName] as const),
  ]);
  return (id) => names.get(id) ?? null;
}

/** Every step of these paths with its name. */
export async function naming(tx: Tx, paths: readonly (readonly PathStep[])[]): Promise<Naming> {
  const ids = (...kinds: PathStep['step'][]): string[] =>
    paths.flatMap((path) => path.filter(({ step }) => kinds.includes(step)).map(({ id }) => id));
  const nameOf = await nameThem(tx, {
    agents: ids('agent'),
    people: ids('owner', 'person'),
    groups: ids('group'),
    profiles: ids('profile', 'ceiling'),
    rules: ids('rule'),
  });
  return (path) => path.map((step) => ({ ...step, name: nameOf(step.id) }));
}
