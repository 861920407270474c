import type { ScimServer } from '../../support/scim-server.js';
import type { Effect } from './case.js';
import type { Names } from './names.js';

type Person = Readonly<{
  id: string;
  version: number;
  status: string;
  userName: string;
  displayName: string;
  externalId: string | null;
  managerId: string | null;
  attributes: Record<string, unknown>;
}>;

export type State = Readonly<{
  mark: string;
  people: readonly Person[];
  groups: readonly Readonly<{ id: string; displayName: string; externalId: string | null; deleted: boolean }>[];
  members: readonly Readonly<{ groupId: string; personId: string }>[];
  events: readonly Readonly<{ personId: string; kind: string }>[];
  ledger: readonly string[];
  /** One hash over every row that a request of the source could have changed. */
  hash: string;
}>;

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** @param since the mark of an earlier state: only later events and entries are told */
export async function stateOf({ sql }: ScimServer, sourceId: string, since = NOBODY): Promise<State> {
  const [row] = await sql<{ state: State }>(
    `SELECT json_build_object(
       'mark', (SELECT coalesce(max(uid::text), '${NOBODY}') FROM ledger_pending),
       'people', (SELECT coalesce(json_agg(json_build_object('id', id, 'version', version, 'status', status,
           'userName', user_name, 'displayName', display_name, 'externalId', external_id, 'managerId', manager_id,
           'attributes', attributes)), '[]') FROM person WHERE source_id = $1),
       'groups', (SELECT coalesce(json_agg(json_build_object('id', id, 'displayName', display_name,
           'externalId', external_id, 'deleted', deleted_at IS NOT NULL)), '[]')
         FROM directory_group WHERE source_id = $1),
       'members', (SELECT coalesce(json_agg(json_build_object('groupId', m.group_id, 'personId', m.person_id)), '[]')
         FROM membership m JOIN directory_group g ON g.id = m.group_id WHERE g.source_id = $1 AND m.valid_to IS NULL),
       'events', (SELECT coalesce(json_agg(json_build_object('personId', e.person_id, 'kind', e.kind)), '[]')
         FROM lifecycle_event e JOIN person p ON p.id = e.person_id WHERE p.source_id = $1 AND e.id > $2),
       'ledger', (SELECT coalesce(json_agg(type), '[]') FROM ledger_pending
         WHERE uid > $2 AND type NOT IN ('request.refused', 'agent.access-shifted')),
       'hash', md5(concat(
         (SELECT string_agg(p::text, ',' ORDER BY id) FROM person p WHERE source_id = $1),
         (SELECT string_agg(g::text, ',' ORDER BY id) FROM directory_group g WHERE source_id = $1),
         (SELECT string_agg(m::text, ',' ORDER BY m.id) FROM membership m
            JOIN directory_group g ON g.id = m.group_id WHERE g.source_id = $1),
         (SELECT string_agg(a::text, ',' ORDER BY id) FROM agent a),
         (SELECT string_agg(q::text, ',' ORDER BY id) FROM principal q),
         (SELECT count(*) FROM outbox)))) AS state`,
    [sourceId, since],
  );
  return row!.state;
}

/** The difference between two states, in the words of the effect that is expected. */
export async function effectOf({ sql }: ScimServer, before: State, after: State, wanted: Effect, names: Names) {
  const nameOf = (id: string): string => [...names].find(([, value]) => value === id)?.[0] ?? 'stranger';
  const common = {
    people: after.people.length - before.people.length,
    events: after.events.map(({ personId, kind }) => `${nameOf(personId)} ${kind}`).toSorted(),
  };
  const ledger = after.ledger.toSorted();
  if (wanted === 'nothing') return { ...common, ledger, same: before.hash === after.hash };
  const { person, members, groups, standing } = wanted;
  return {
    ...(Object.keys(wanted).length > 0 && common),
    ...(wanted.ledger && { ledger }),
    ...(person && { person: personNow(before, after, person, names) }),
    ...(members && {
      members: mapped(members, (ids, name) => {
        const now = after.members.filter(({ groupId }) => groupId === names.get(name));
        // in the row's own order, where it is the same set
        const there = now.map(({ personId }) => personId);
        const expected = ids.map((id) => names.get(id) ?? id);
        return [...expected.filter((id) => there.includes(id)), ...there.filter((id) => !expected.includes(id))].map(
          nameOf,
        );
      }),
    }),
    ...(groups && {
      groups: mapped(groups, (parts, name) => {
        const group = after.groups.find(({ id }) => id === names.get(name));
        return mapped(parts as Record<string, unknown>, (_, key) => group?.[key as 'displayName']);
      }),
    }),
    ...(standing && { standing: await standings({ sql }, standing, names) }),
  };
}

function personNow(before: State, after: State, wanted: object, names: Names): object {
  const { of = names.has('u') ? 'u' : 'new', attributes } = wanted as {
    of?: string;
    attributes?: Record<string, unknown>;
  };
  const id = names.get(of);
  const [was, is] = [before, after].map(({ people }) => people.find((person) => person.id === id));
  return mapped(wanted as Record<string, unknown>, (_, key) => {
    if (key === 'of') return undefined;
    if (key === 'version') return (is?.version ?? 0) - (was?.version ?? 0);
    if (key === 'attributes') return mapped(attributes ?? {}, (_value, name) => is?.attributes[name]);
    return is?.[key as keyof Person];
  });
}

async function standings({ sql }: Pick<ScimServer, 'sql'>, wanted: object, names: Names): Promise<object> {
  const ids = Object.keys(wanted).map((name) => names.get(name));
  const rows = await sql<{ id: string; status: string }>('SELECT id, status FROM principal WHERE id = ANY ($1)', [ids]);
  return mapped(wanted as Record<string, unknown>, (_, name) => rows.find(({ id }) => id === names.get(name))?.status);
}

const mapped = <T, U>(object: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
