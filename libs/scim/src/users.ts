import { Injectable } from '@nestjs/common';
import { type Actor, Refusal, Surroundings } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Groups, People, PersonRow, type SourceRow, isId } from '@app/directory';
import { Fence } from '@app/fence';
import { Lifecycle } from '@app/lifecycle';
import { scimRoot } from './addresses.js';
import { canonicalUser, completeUser } from './core/canonical.js';
import { dialects } from './core/dialect.js';
import { listQuery } from './core/list-query.js';
import { parsePatch } from './core/patch-request.js';
import { patched } from './core/patch.js';
import { userRegistry } from './core/registry.js';
import { type Resource, difference, flat } from './core/resource.js';
import { type Query, type Selection, selected, selectionOf, wants } from './core/selection.js';
import { type ListResponse, type ScimResource, listResponse, wireUser } from './core/wire.js';
import { userColumns } from './filter-columns.js';
import { conditionOf } from './filter-sql.js';
import { factsOf } from './person-facts.js';

/**
 * Users as a source sees them (RFC 7644 §3). A source knows only its own people: those of others are
 * `person.unknown`. Bodies and queries are taken as they came; whatever is wrong with them is a Refusal `scim.*`.
 */
@Injectable()
export class ScimUsers {
  private readonly root: string;

  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly groups: Groups,
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  /** @throws Refusal `person.user-name-taken`, `person.external-id-taken` */
  async create(actor: Actor, source: SourceRow, body: unknown, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    const user = completeUser(canonicalUser(body, dialects[source.dialect]), true);
    return this.db.write(actor, async (tx) => {
      const person = await this.people.add(tx, source.id, factsOf(user));
      await this.lifecycle.joined(tx, person);
      return this.shown(tx, person, selection);
    });
  }

  async get(actor: Actor, source: SourceRow, id: string, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.read(actor, async (tx) => {
      const person = isId(id) ? await this.people.find(tx, id) : null;
      return this.shown(tx, ownedBy(source, person), selection);
    });
  }

  async list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    const { filter, startIndex, count, selection } = listQuery(query);
    const columns = userColumns(dialects[source.dialect]);
    const condition = filter ? conditionOf(filter, userRegistry, columns) : { sql: 'TRUE', parameters: {} };
    return this.db.read(actor, async (tx) => {
      const matching = () =>
        tx
          .createQueryBuilder(PersonRow, 'p')
          .where(`p.source_id = :source AND p.status <> 'deleted'`, { source: source.id })
          .andWhere(`(${condition.sql})`, condition.parameters);
      const counted = await matching().select('count(*)::integer', 'total').getRawOne<{ total: number }>();
      const page = matching()
        .orderBy('p.createdAt')
        .addOrderBy('p.id')
        .offset(startIndex - 1);
      const people = count === 0 ? [] : await page.limit(count).getMany();
      return listResponse(counted?.total ?? 0, startIndex, people.map(await this.shower(tx, people, selection)));
    });
  }

  /** PUT: what the body does not say is cleared, except `active`, which only a word of the source changes. */
  async replace(actor: Actor, source: SourceRow, id: string, body: unknown, query: Query = {}): Promise<ScimResource> {
    const user = canonicalUser(body, dialects[source.dialect]);
    return this.change(actor, source, id, query, (before) => completeUser(user, before.get('active') === true));
  }

  /** All operations or none. */
  async patch(actor: Actor, source: SourceRow, id: string, body: unknown, query: Query = {}): Promise<ScimResource> {
    const dialect = dialects[source.dialect];
    const operations = parsePatch(body, userRegistry, dialect);
    return this.change(actor, source, id, query, (before) => completeUser(patched(before, operations, dialect), false));
  }

  async remove(actor: Actor, source: SourceRow, id: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const person = await this.locked(tx, source, id);
      await this.people.remove(tx, person);
      await this.lifecycle.removed(tx, person);
    });
  }

  /** One person at a time, under its row lock; what makes no difference leaves no version, no event, no entry. */
  private async change(
    actor: Actor,
    source: SourceRow,
    id: string,
    query: Query,
    next: (before: Resource) => Resource,
  ): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id);
      const was = flat(before.attributes);
      const user = next(was);
      if (difference(was, user).length === 0) {
        await this.fence.settle(tx);
        return tx.unchanged(await this.shown(tx, before, selection));
      }
      const after = await this.people.change(tx, before, factsOf(user));
      await this.lifecycle.changed(tx, before, after);
      return this.shown(tx, after, selection);
    });
  }

  private async locked(tx: WriteTx, source: SourceRow, id: string): Promise<PersonRow> {
    return ownedBy(source, isId(id) ? await this.people.locked(tx, id) : null);
  }

  private async shown(tx: Tx, person: PersonRow, selection: Selection): Promise<ScimResource> {
    return (await this.shower(tx, [person], selection))(person);
  }

  /** Loads what the resources of these people need besides their rows, and then shows each. */
  private async shower(
    tx: Tx,
    people: readonly PersonRow[],
    selection: Selection,
  ): Promise<(person: PersonRow) => ScimResource> {
    const ids = wants(selection, 'groups') ? people.map(({ id }) => id) : [];
    const groups = await this.groups.ofPeople(tx, ids);
    return (person) => selected(wireUser(person, groups.get(person.id) ?? [], this.root), selection);
  }
}

function ownedBy(source: SourceRow, person: PersonRow | null): PersonRow {
  if (person?.sourceId !== source.id) throw new Refusal('person.unknown');
  return person;
}
