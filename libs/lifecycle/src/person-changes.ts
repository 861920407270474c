import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock, newId } from '@app/kernel';
import { AgentRow, Agents, DelegationRow } from '@app/agents';
import type { WriteTx } from '@app/database';
import type { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { Breaker } from './breaker.js';
import { classify, type Verdict } from './core/classify.js';
import { type Consequences, consequences } from './core/consequences.js';
import { type LifecycleKind, type PersonState, stateOf } from './core/person-state.js';
import type { Version } from './core/replay.js';
import type { Effects } from './effects.js';
import { writeEvents } from './events.js';
import { writeVersion } from './versions.js';

const actions: Readonly<Record<LifecycleKind, string>> = {
  joiner: 'person.joined',
  pre_hire: 'person.joined',
  rehire: 'person.joined',
  reinstated: 'person.reinstated',
  leaver: 'person.left',
  final_leaver: 'person.removed',
  relink_alert: 'person.relinked',
  mover: 'person.moved',
  'mover.manager': 'person.moved',
  access_change: 'person.moved',
};

export type Circumstances = Readonly<{
  past?: Version['past'];
  /** The hold that the same write has placed. */
  hold?: string;
  /** The caller has recorded what it did. */
  recorded?: true;
}>;

/** What follows in the same write from a person's row that has changed: agents, fence, log, event, messages. */
@Injectable()
export class PersonChanges {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly agents: Agents,
    private readonly breaker: Breaker,
  ) {}

  /** Somebody new. */
  async begin(tx: WriteTx, person: PersonRow, formerly: readonly string[]): Promise<void> {
    const state = stateOf(person);
    const verdict = classify(null, state, { formerly });
    await writeVersion(tx, person, { state, past: formerly.length > 0 ? { formerly } : {} }, this.clock.now());
    tx.record({ action: 'person.joined', subject: person.id, detail: { kind: verdict.kind, formerly } });
    const status = person.status === 'active' ? 'active' : 'suspended';
    const seq = await this.fence.enrol(tx, { id: person.id, kind: 'person', status, ownerId: null });
    await this.tell(tx, person, verdict, [null, state], formerly.length > 0 ? { formerly } : {}, seq);
  }

  /** The row was `before` and is `after`; under the person's lock. */
  async follow(tx: WriteTx, before: PersonRow, after: PersonRow, told: Circumstances = {}): Promise<void> {
    const { past = {}, hold, recorded } = told;
    const [was, is] = [stateOf(before), stateOf(after)];
    const verdict = classify(was, is, { formerly: [] });
    const { kind, changed } = verdict;
    await writeVersion(tx, after, { state: is, past }, this.clock.now());
    const { suspended, cleared, seq } = await this.enforce(tx, after.id, consequences(was, is));
    // gateways let no agent's grant, and nothing that was delegated, outlive the person's last day
    if (changed.includes('endsAt') && (await isActedFor(tx, after.id))) await this.fence.touch(tx, [after.id]);
    if (past.groups && past.groups.length > 0) await this.fence.touch(tx, [after.id]);
    const effects = {
      ...(suspended.length > 0 ? { suspended } : {}),
      ...(cleared.length > 0 ? { cleared } : {}),
      ...(past.groups && past.groups.length > 0 ? { groups: past.groups } : {}),
      ...(hold === undefined ? {} : { hold }),
    };
    if (kind !== null || !recorded) {
      const standing = before.status === after.status ? {} : { from: before.status, to: after.status };
      const agents = suspended.length + cleared.length;
      const detail = { kind, changed, ...standing, agents, ...(hold === undefined ? {} : { holdId: hold }) };
      tx.record({ action: kind === null ? 'person.changed' : actions[kind], subject: after.id, detail });
    }
    await this.tell(tx, after, verdict, [was, is], effects, seq);
  }

  /** Agents and person stop or may act again in this very write (R-AGT-2); tokens and sessions die by the fence. */
  private async enforce(
    tx: WriteTx,
    personId: string,
    { stop, clear, fence }: Consequences,
  ): Promise<{ suspended: string[]; cleared: string[]; seq: number | null }> {
    const suspended = new Set<string>();
    const cleared = new Set<string>();
    for (const cause of stop) for (const id of await this.agents.suspendOwnedBy(tx, personId, cause)) suspended.add(id);
    if (clear.length > 0) {
      const owned = await this.agents.ownedBy(tx, personId);
      const ids = owned.filter(({ state }) => state !== 'retired').map(({ id }) => id);
      for (const cause of clear) for (const id of await this.agents.clearCause(tx, ids, cause)) cleared.add(id);
    }
    let seq: number | null = null;
    if (fence === 'active') seq = await this.fence.restore(tx, [personId]);
    else if (fence !== null) seq = await this.fence.restrict(tx, [personId], fence);
    if (fence !== null) await this.touchDeputised(tx, personId);
    return { suspended: [...suspended], cleared: [...cleared], seq };
  }

  /** Tools that write need a deputy who is there: what such agents may do changes with this person's standing. */
  private async touchDeputised(tx: WriteTx, personId: string): Promise<void> {
    const agents = await tx.find(AgentRow, {
      select: { id: true },
      where: { deputyId: personId, state: Not('retired') },
    });
    const ids = agents.map(({ id }) => id);
    if (ids.length > 0) await this.fence.touch(tx, ids);
  }

  /** Stores the event, if it is one, and sends what follows from it later. */
  private async tell(
    tx: WriteTx,
    person: PersonRow,
    { kind, changed }: Verdict,
    [before, after]: readonly [PersonState | null, PersonState],
    effects: Effects,
    fenceSeq: number | null,
  ): Promise<void> {
    if (kind === null) return;
    const { id: personId, revision, sourceId } = person;
    const id = newId();
    const event = { id, personId, kind, before, after, revision, sourceId, changed, effects, fenceSeq };
    await writeEvents(tx, [event], this.clock.now());
    const requestId = tx.actor.request?.id ?? null;
    if (kind === 'leaver' || kind === 'final_leaver') {
      tx.send({ topic: 'person.left', payload: { personId, kind, eventId: id, requestId, sourceId } });
      await this.breaker.count(tx, sourceId);
    }
    if (before && !before.present && after.present) {
      const came = before.joined ? 'reinstated' : 'joiner';
      tx.send({ topic: 'person.returned', payload: { personId, kind: came, eventId: id } });
    }
    if (changed.includes('manager')) tx.send({ topic: 'person.manager-changed', payload: { personId, eventId: id } });
    if (kind === 'relink_alert') {
      const data = { personId, eventId: id, holdId: effects.hold ?? null };
      tx.send({ topic: 'notify', payload: { template: 'person.relinked', to: { role: 'admin' }, data } });
    }
  }
}

/** Whether an agent does anything in the person's name: they own it, or let it act for them. */
const isActedFor = async (tx: WriteTx, personId: string): Promise<boolean> =>
  (await tx.existsBy(AgentRow, { ownerId: personId })) || tx.existsBy(DelegationRow, { personId });
