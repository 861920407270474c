import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { EffectiveAccess, type Shift } from '@app/access';
import { AgentRow, Agents } from '@app/agents';
import type { Tx, WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { classify, type Verdict } from './core/classify.js';
import type { Effects } from './effects.js';
import { writeEvents } from './events.js';
import { LifecycleEventRow } from './lifecycle-event.row.js';

/**
 * What a directory change is, and what it does at once. The caller has written the rows in the same transaction, under
 * the person's lock, and calls this last. Whatever must hold when the identity provider gets its answer is done here;
 * what may follow a second later leaves as a message.
 */
@Injectable()
export class Lifecycle {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly agents: Agents,
    private readonly access: EffectiveAccess,
  ) {}

  /** Somebody whom the source states for the first time; nothing of a former person of the same name is inherited. */
  async joined(tx: WriteTx, person: PersonRow): Promise<void> {
    const formerly = await tombstones(tx, person);
    const verdict = classify(null, person, { tombstones: formerly, hasLeft: false });
    const status = person.status === 'active' ? 'active' : 'suspended';
    tx.record({ action: 'person.joined', subject: person.id, detail: { kind: verdict.kind, formerly } });
    const seq = await this.fence.enrol(tx, { id: person.id, kind: 'person', status, ownerId: null });
    await this.note(tx, null, person, verdict, formerly.length > 0 ? { formerly } : {}, seq);
  }

  /** The person's rows have changed from `before` to `after`. */
  async changed(tx: WriteTx, before: PersonRow, after: PersonRow): Promise<void> {
    const verdict = classify(before, after, { tombstones: [], hasLeft: await hasLeft(tx, after.id) });
    const { kind, changed } = verdict;
    if (kind === 'leaver') return this.left(tx, before, after, verdict, 'suspended');
    if (kind === 'reinstated' || kind === 'joiner') return this.returned(tx, before, after, verdict);
    // no fence: access hangs on people, groups and assignments, never on attributes, so a move by attribute narrows nothing
    const action = kind === null ? 'person.changed' : kind === 'relink_alert' ? 'person.relinked' : 'person.moved';
    tx.record({ action, subject: after.id, detail: { kind, changed } });
    await this.note(tx, before, after, verdict, {}, null);
  }

  /** The source deleted the person: final, even when the same human comes back under the same name. */
  removed(tx: WriteTx, person: PersonRow): Promise<void> {
    const after = Object.assign(new PersonRow(), person, { status: 'deleted' });
    return this.left(tx, person, after, classify(person, after, { tombstones: [], hasLeft: true }), 'ended');
  }

  /** People were added to and removed from a group, and its rows say so already. */
  async membersChanged(
    tx: WriteTx,
    groupId: string,
    moved: Readonly<{ added: readonly string[]; removed: readonly string[] }>,
  ): Promise<void> {
    const at = this.clock.now();
    const shifts = await this.access.shifts(tx, { groupId, ...moved }, at);
    for (const [added, removed] of inParts(moved.added, moved.removed)) {
      tx.record({ action: 'membership.changed', subject: groupId, detail: { added, removed } });
    }
    for (const shift of shifts) {
      for (const [lost, gained] of inParts(shift.lost, shift.gained)) {
        tx.record({ action: 'agent.access-shifted', subject: shift.agentId, detail: { groupId, lost, gained } });
      }
    }
    const byOwner = new Map<string, Shift[]>();
    for (const shift of shifts) byOwner.set(shift.ownerId, [...(byOwner.get(shift.ownerId) ?? []), shift]);
    const seq = await this.fence.touch(tx, [groupId]);
    const event = (personId: string, way: 'joined' | 'left') => ({
      personId,
      kind: 'access_change' as const,
      before: null,
      after: null,
      changed: ['groups'],
      effects: { [way]: groupId, ...shiftsOf(personId, byOwner) },
      fenceSeq: seq,
    });
    const events = [...moved.added.map((id) => event(id, 'joined')), ...moved.removed.map((id) => event(id, 'left'))];
    await writeEvents(tx, events, at);
  }

  /** Everything that ever happened to a person here, oldest first. */
  history(tx: Tx, personId: string): Promise<LifecycleEventRow[]> {
    return tx.find(LifecycleEventRow, { where: { personId }, order: { at: 'ASC', id: 'ASC' } });
  }

  /** Agents and person stop in this very write (R-AGT-2); tokens and sessions of theirs die by the fence. */
  private async left(
    tx: WriteTx,
    before: PersonRow,
    after: PersonRow,
    verdict: Verdict,
    status: 'suspended' | 'ended',
  ): Promise<void> {
    const { id } = after;
    const suspended = await this.agents.suspendOwnedBy(tx, id, 'owner_inactive');
    const action = status === 'ended' ? 'person.removed' : 'person.left';
    tx.record({ action, subject: id, detail: { from: before.status, to: after.status, agents: suspended.length } });
    tx.send({ topic: 'person.left', payload: { personId: id, kind: verdict.kind } });
    const seq = await this.fence.restrict(tx, [id], status);
    await this.touchDeputised(tx, id);
    await this.note(tx, before, after, verdict, suspended.length > 0 ? { suspended } : {}, seq);
  }

  /** Back, or here for the first time: clears only the cause that leaving had set (R-AGT-4); tokens stay dead. */
  private async returned(tx: WriteTx, before: PersonRow, after: PersonRow, verdict: Verdict): Promise<void> {
    const owned = await this.agents.ownedBy(tx, after.id);
    const ids = owned.filter(({ state }) => state !== 'retired').map(({ id }) => id);
    const cleared = await this.agents.clearCause(tx, ids, 'owner_inactive');
    const action = verdict.kind === 'joiner' ? 'person.joined' : 'person.reinstated';
    tx.record({ action, subject: after.id, detail: { kind: verdict.kind, agents: cleared.length } });
    const seq = await this.fence.restore(tx, [after.id]);
    await this.touchDeputised(tx, after.id);
    await this.note(tx, before, after, verdict, cleared.length > 0 ? { cleared } : {}, seq);
  }

  /** Tools that write need a deputy who is there: what such agents may do changes with this person's standing. */
  private async touchDeputised(tx: WriteTx, personId: string): Promise<void> {
    if (await tx.existsBy(AgentRow, { deputyId: personId })) await this.fence.touch(tx, [personId]);
  }

  private async note(
    tx: WriteTx,
    before: PersonRow | null,
    after: PersonRow,
    { kind, changed }: Verdict,
    effects: Effects,
    fenceSeq: number | null,
  ): Promise<void> {
    if (kind === null) return;
    const event = { personId: after.id, kind, before, after, changed, effects, fenceSeq };
    await writeEvents(tx, [event], this.clock.now());
  }
}

/** Former persons of the same source with the same id of the source's own. */
async function tombstones(tx: Tx, { id, sourceId, externalId }: PersonRow): Promise<string[]> {
  if (externalId === null) return [];
  const former = await tx.find(PersonRow, {
    select: { id: true },
    where: { sourceId, externalId, status: 'deleted' },
    order: { id: 'ASC' },
  });
  return former.map((row) => row.id).filter((other) => other !== id);
}

const hasLeft = (tx: Tx, personId: string): Promise<boolean> =>
  tx.existsBy(LifecycleEventRow, { personId, kind: 'leaver' });

function shiftsOf(personId: string, shifts: ReadonlyMap<string, readonly Shift[]>): Pick<Effects, 'shifts'> {
  const own = shifts.get(personId);
  return own ? { shifts: own.map(({ agentId, lost, gained }) => ({ agentId, lost, gained })) } : {};
}

/** A ledger entry holds 64 KiB: a large change is told in several entries of at most this many ids of each kind. */
const PART = 500;

function inParts(first: readonly string[], second: readonly string[]): [readonly string[], readonly string[]][] {
  const count = Math.ceil(Math.max(first.length, second.length) / PART);
  return Array.from({ length: count }, (_, i) => {
    const part = [i * PART, (i + 1) * PART] as const;
    return [first.slice(...part), second.slice(...part)];
  });
}
