import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type WriteTx } from '@app/database';
import { fold, type PersonRow, SourceRow } from '@app/directory';
import { Fence } from '@app/fence';
import { assignBound, assignSaid, bindingsAlone, bindingsShared, endBound, endUnsaid } from './bound-assignments.js';
import { type BoundAttribute, saidValues } from '../core/said-values.js';
import { inParts } from '../in-parts.js';
import { ProfileBindingRow } from './profile-binding.row.js';
import { ProfileRow } from '../profiles/profile.row.js';

export type NewBinding = Readonly<{
  sourceId: string;
  attribute: BoundAttribute;
  /** What the source is to say; the profile's id if left out. */
  value?: string | undefined;
}>;
export type ListedBinding = ProfileBindingRow & { profileName: string; people: number };

/** Ids of the assignments that a person got and lost, because the source says other values of them. */
export type Followed = Readonly<{ added: string[]; removed: string[] }>;

/**
 * Profiles that a source hands out by the values it gives its people (`entitlements`, `roles`), and of which it is told
 * under these values. The assignments are rows like any other, and end when the value or the binding does.
 */
@Injectable()
export class ProfileBindings {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * From now on whoever has the value holds the profile: at once those who have it already.
   * @throws Refusal profile.unknown, source.unknown, binding.value-taken
   */
  bind(actor: Actor, profileId: string, { sourceId, attribute, value }: NewBinding): Promise<ProfileBindingRow> {
    return this.db.write(actor, async (tx) => {
      if (!(await tx.existsBy(ProfileRow, { id: profileId }))) throw new Refusal('profile.unknown');
      if (!(await tx.existsBy(SourceRow, { id: sourceId }))) throw new Refusal('source.unknown');
      const said = value ?? profileId;
      const now = this.clock.now();
      const fresh = { id: newId(), profileId, sourceId, attribute, value: said, valueKey: fold(said) };
      const binding = await insertUnlessTaken(tx, ProfileBindingRow, { ...fresh, validFrom: now, validTo: null });
      if (!binding) throw new Refusal('binding.value-taken', said);
      const people = await assignBound(tx, binding, now);
      const detail = { bindingId: binding.id, sourceId, attribute, people: people.length };
      tx.record({ action: 'profile.bound', subject: profileId, detail, personal: { value: said } });
      for (const [added] of inParts(people, [])) {
        tx.record({ action: 'profile.followed', subject: profileId, detail: { bindingId: binding.id, added } });
      }
      await this.fence.touch(tx, [profileId]);
      return binding;
    });
  }

  /**
   * Ends the binding and every assignment that it made.
   * @throws Refusal binding.unknown, also for one that has ended
   */
  end(actor: Actor, bindingId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const binding = await tx.findOneBy(ProfileBindingRow, { id: bindingId });
      if (!binding) throw new Refusal('binding.unknown');
      const { profileId, sourceId } = binding;
      await bindingsAlone(tx, sourceId);
      const people = await endBound(tx, bindingId, this.clock.now());
      if (!people) throw new Refusal('binding.unknown');
      const detail = { bindingId, sourceId, people: people.length };
      tx.record({ action: 'profile.binding-ended', subject: profileId, detail });
      for (const [removed] of inParts(people, [])) {
        tx.record({ action: 'profile.followed', subject: profileId, detail: { bindingId, removed } });
      }
      await this.fence.touch(tx, [profileId]);
    });
  }

  /** Every binding with the name of its profile and how many people hold it by this; ended ones included. */
  list(actor: Actor): Promise<ListedBinding[]> {
    return this.db.read(actor, async (tx) => {
      const bindings = await tx.find(ProfileBindingRow, { order: { id: 'ASC' } });
      const profiles = await tx.find(ProfileRow);
      const names = new Map(profiles.map(({ id, name }) => [id, name]));
      const counts = await tx.query<{ id: string; people: number }[]>(
        `SELECT binding_id AS id, count(*)::int AS people FROM assignment
         WHERE binding_id IS NOT NULL AND valid_to IS NULL GROUP BY binding_id`,
      );
      const people = new Map(counts.map((row) => [row.id, row.people]));
      return bindings.map((binding) =>
        Object.assign(binding, {
          profileName: names.get(binding.profileId) ?? '',
          people: people.get(binding.id) ?? 0,
        }),
      );
    });
  }

  /**
   * Brings a person's assignments into line with what the source says of them now, in the write that changed the
   * person and before anything of it touches the fence; the caller tells the fence. A person of whom nothing is said,
   * now or `before`, costs nothing.
   * @returns ids of assignments
   */
  async follow(tx: WriteTx, person: PersonRow, before: PersonRow | null = null): Promise<Followed> {
    const said = person.status === 'deleted' ? [] : saidValues(person.attributes);
    if (said.length === 0 && saidValues(before?.attributes ?? {}).length === 0) return { added: [], removed: [] };
    await bindingsShared(tx, person.sourceId);
    const now = this.clock.now();
    const kept = await tx.query<{ id: string; profileId: string }[]>(
      `SELECT b.id, b.profile_id AS "profileId" FROM profile_binding b
       JOIN unnest($2::text[], $3::text[]) AS said (attribute, key)
         ON said.attribute = b.attribute AND said.key = b.value_key
       WHERE b.source_id = $1 AND b.valid_to IS NULL`,
      [person.sourceId, said.map(({ attribute }) => attribute), said.map(({ value }) => fold(value))],
    );
    const removed = await endUnsaid(tx, person.id, kept, now);
    const added = await assignSaid(tx, person.id, kept, now);
    for (const [got, lost] of inParts(added.map(profileOf), removed.map(profileOf))) {
      tx.record({ action: 'person.profiles-followed', subject: person.id, detail: { added: got, removed: lost } });
    }
    return { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
  }
}

const profileOf = ({ profileId }: { profileId: string }): string => profileId;
