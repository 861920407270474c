import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { type PersonFacts, People, PersonRow, type SourceRow, fold, isId } from '@app/directory';
import { Fence } from '@app/fence';
import { Lifecycle } from '@app/lifecycle';
import { canonicalUser } from './core/canonical.js';
import { completeUser, holdImmutable, replacing } from './core/complete.js';
import { dialects } from './core/dialect.js';
import { parsePatch } from './core/patch-request.js';
import { patched } from './core/patch.js';
import { type Preconditions, demand } from './core/precondition.js';
import { type Resource, difference, flat } from './core/resource.js';
import { type Query, type Selection, selectionOf } from './core/selection.js';
import { type ListResponse, type ScimResource, versionOf } from './core/wire.js';
import { factsOf } from './person-facts.js';
import { mappingFor, registryOf } from './source-schema.js';
import { UserSearch } from './user-search.js';
import { UserView } from './user-view.js';

/** What a write makes of a user, and whether it says in so many words that the person is active. */
type Next = Readonly<{ user: Resource; confirms: boolean }>;

/**
 * Users as a source sees them (RFC 7644 §3). A source knows only its own people: those of others are
 * `person.unknown`. Bodies and queries are taken as they came; whatever is wrong with them is a Refusal `scim.*`.
 */
@Injectable()
export class ScimUsers {
  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
    private readonly view: UserView,
    private readonly search: UserSearch,
  ) {}

  /** @throws Refusal `person.user-name-taken`, `person.external-id-taken` */
  async create(actor: Actor, source: SourceRow, body: unknown, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    const { user: registry } = registryOf(source);
    const user = completeUser(canonicalUser(body, dialects[source.dialect], registry), true, registry);
    const facts = factsOf(user, mappingFor(source));
    return this.db.write(actor, async (tx) => {
      const person = await this.people.add(tx, source.id, facts);
      await this.lifecycle.joined(tx, person);
      return this.shown(tx, source, person, selection);
    });
  }

  async get(actor: Actor, source: SourceRow, id: string, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.read(actor, async (tx) => {
      const person = isId(id) ? await this.people.find(tx, id) : null;
      return this.shown(tx, source, ownedBy(source, person), selection);
    });
  }

  list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    return this.search.list(actor, source, query);
  }

  /**
   * PUT: what the body does not say is cleared, except `active`, which only a word of the source changes, and what is
   * immutable.
   */
  async replace(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
    when: Preconditions = {},
  ): Promise<ScimResource> {
    const { user: registry } = registryOf(source);
    const stated = canonicalUser(body, dialects[source.dialect], registry);
    return this.change(actor, source, id, query, when, (before) => ({
      user: completeUser(replacing(before, stated, registry), before.get('active') === true, registry),
      confirms: stated.get('active') === true,
    }));
  }

  /** All operations or none. */
  async patch(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
    when: Preconditions = {},
  ): Promise<ScimResource> {
    const { user: registry } = registryOf(source);
    const dialect = dialects[source.dialect];
    const operations = parsePatch(body, registry, dialect);
    const saysActive = operations.some(({ target }) => target.key === 'active');
    return this.change(actor, source, id, query, when, (before) => {
      const user = completeUser(patched(before, operations, dialect), false, registry);
      return { user, confirms: saysActive && user.get('active') === true };
    });
  }

  async remove(actor: Actor, source: SourceRow, id: string, when: Preconditions = {}): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const person = await this.locked(tx, source, id);
      demand(when, versionOf(person));
      await this.people.remove(tx, person);
      await this.lifecycle.removed(tx, person);
    });
  }

  /**
   * One person at a time, under its row lock; what makes no difference leaves no version, no event, no entry. That a
   * source says again that somebody is active does make one where a signal waits for that word.
   */
  private async change(
    actor: Actor,
    source: SourceRow,
    id: string,
    query: Query,
    when: Preconditions,
    next: (before: Resource) => Next,
  ): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id);
      demand(when, versionOf(before));
      const was = flat(before.attributes);
      const { user, confirms } = next(was);
      holdImmutable(was, user, registryOf(source).user);
      keepLinked(source, was, user);
      const facts = factsOf(user, mappingFor(source));
      const differs = difference(was, user).length > 0 || isStale(before, facts);
      const after = differs ? await this.people.change(tx, before, facts) : before;
      if (differs) await this.lifecycle.changed(tx, before, after);
      const confirmed = confirms && (await this.lifecycle.confirm(tx, after));
      const answer = await this.shown(tx, source, after, selection);
      if (differs || confirmed) return answer;
      await this.fence.settle(tx);
      return tx.unchanged(answer);
    });
  }

  private async locked(tx: WriteTx, source: SourceRow, id: string): Promise<PersonRow> {
    return ownedBy(source, isId(id) ? await this.people.locked(tx, id) : null);
  }

  private async shown(tx: Tx, source: SourceRow, person: PersonRow, selection: Selection): Promise<ScimResource> {
    const [resource] = await this.view.shown(tx, source, [person], selection);
    if (!resource) throw new Refusal('person.unknown');
    return resource;
  }
}

function ownedBy(source: SourceRow, person: PersonRow | null): PersonRow {
  if (person?.sourceId !== source.id) throw new Refusal('person.unknown');
  return person;
}

/** Another `externalId` would make somebody else of the same person; a strict source may not, others raise an alert. */
function keepLinked({ dialect }: SourceRow, was: Resource, is: Resource): void {
  const linked = was.get('externalId');
  if (dialects[dialect].strict && linked !== undefined && is.get('externalId') !== linked) {
    throw new Refusal('scim.mutability', 'externalId cannot be changed once it is set');
  }
}

/** Whether what we keep of the facts is of an older mapping. */
function isStale(person: PersonRow, facts: PersonFacts): boolean {
  const kept = [
    person.displayName,
    person.emailKey,
    person.employeeNumber,
    person.onLeave,
    person.startsAt,
    person.endsAt,
  ];
  const email = facts.email === null ? null : fold(facts.email);
  const stated = [facts.displayName, email, facts.employeeNumber, facts.onLeave, facts.startsAt, facts.endsAt];
  return kept.some((value, at) => plain(value) !== plain(stated[at]));
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);
