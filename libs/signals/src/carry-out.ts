import { Injectable } from '@nestjs/common';
import { In, MoreThan, Not } from 'typeorm';
import type { WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { Lifecycle } from '@app/lifecycle';
import { type Consequence, type Ground, consequenceOf } from './core/consequence.js';
import type { SecurityEvent } from './core/statement.js';
import { endSessions } from './end-sessions.js';
import { type SignalEffect, SignalEffectRow } from './signal-effect.row.js';
import type { SignalStreamRow } from './signal-stream.row.js';
import { StreamHealth } from './stream-health.js';
import { peopleMeant, personMeant } from './subjects.js';

export type Outcome = Readonly<{ personId: string | null; effect: SignalEffect; holdReference: string | null }>;

const outcome = (
  effect: SignalEffect,
  personId: string | null = null,
  holdReference: string | null = null,
): Outcome => ({
  personId,
  effect,
  holdReference,
});

type OfPeople = Consequence & { does: 'hold' | 'end-sessions' | 'await-confirmation' | 'expect-scim' };
type Plan = Readonly<{ event: SecurityEvent; consequence: Consequence; people: readonly string[] }>;

const isOfPeople = ({ does }: Consequence): boolean =>
  ['hold', 'end-sessions', 'await-confirmation', 'expect-scim'].includes(does);

/** All people before all agents, and these before the first of them goes to the fence: as every writer holds them. */
async function holdAll(tx: WriteTx, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  await tx.query('SELECT FROM person WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [personIds]);
  await tx.query('SELECT FROM agent WHERE owner_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [personIds]);
}

/** What a hold of a stream is known by: the same ground of the same stream holds a person once. */
const referenceOf = (streamId: string, ground: Ground): string => `signal-stream/${streamId}/${ground}`;

/** For these the source's own word that somebody is inactive says it all; the others go on after a reactivation. */
const saidBySource: readonly Ground[] = ['session', 'account', 'provisioning'];

/** Does what an event leads to, in the write that records it. Nothing here lets anybody act. */
@Injectable()
export class CarryOut {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
    private readonly health: StreamHealth,
  ) {}

  /** @returns of each event, in the order given, what it did to whom */
  async events(
    tx: WriteTx,
    stream: SignalStreamRow,
    events: readonly SecurityEvent[],
  ): Promise<readonly (readonly [SecurityEvent, readonly Outcome[]])[]> {
    const plans: Plan[] = [];
    for (const event of events) {
      const consequence = consequenceOf(event, stream.onSessionRevoked);
      const meant = consequence.does === 'await-confirmation' ? personMeant : peopleMeant;
      const people = isOfPeople(consequence) ? await meant(tx, stream, event.subject) : [];
      plans.push({ event, consequence, people });
    }
    await holdAll(
      tx,
      plans.flatMap(({ people }) => people),
    );
    const done: [SecurityEvent, Outcome[]][] = [];
    for (const plan of plans) done.push([plan.event, await this.event(tx, stream, plan)]);
    return done;
  }

  private async event(tx: WriteTx, stream: SignalStreamRow, { event, consequence, people }: Plan): Promise<Outcome[]> {
    if (consequence.does === 'ignore') return [outcome('ignored')];
    if (consequence.does === 'note-verification') {
      await this.health.verified(tx, stream.id, event.at, consequence.state);
      return [outcome('stream-noted')];
    }
    if (consequence.does === 'note-status') {
      await this.health.transmitterSays(tx, stream.id, consequence.status);
      return [outcome('stream-noted')];
    }
    const outcomes: Outcome[] = [];
    for (const id of people) {
      const person = await tx.findOneBy(PersonRow, { id, status: Not('deleted') });
      if (!person) continue; // deleted just now
      outcomes.push(await this.person(tx, stream, event, consequence, person));
    }
    return outcomes.length > 0 ? outcomes : [outcome('subject-unknown')];
  }

  private async person(
    tx: WriteTx,
    stream: SignalStreamRow,
    event: SecurityEvent,
    consequence: OfPeople,
    person: PersonRow,
  ): Promise<Outcome> {
    switch (consequence.does) {
      case 'hold':
        return this.hold(tx, stream, event, consequence, person);
      case 'end-sessions':
        return outcome(
          (await endSessions(tx, this.fence, person.id)) ? 'sessions-ended' : 'inactive-already',
          person.id,
        );
      case 'await-confirmation':
        return this.awaitConfirmation(tx, stream, event, consequence.grounds, person);
      case 'expect-scim':
        return outcome('scim-expected', person.id);
    }
  }

  private async hold(
    tx: WriteTx,
    stream: SignalStreamRow,
    { type }: SecurityEvent,
    { ground, provisional }: Consequence & { does: 'hold' },
    { id, sourceStatus }: PersonRow,
  ): Promise<Outcome> {
    if (sourceStatus === 'inactive' && saidBySource.includes(ground)) return outcome('inactive-already', id);
    const reference = referenceOf(stream.id, ground);
    const opened = await this.lifecycle.hold(tx, id, { cause: 'signal', reference, reason: type });
    if (provisional) await this.lifecycle.awaitConfirmation(tx, id, reference);
    return outcome(opened ? 'held' : 'held-already', id, reference);
  }

  /** A later event that denies outweighs an earlier one that takes back: they may come in any order. */
  private async awaitConfirmation(
    tx: WriteTx,
    stream: SignalStreamRow,
    { at }: SecurityEvent,
    grounds: readonly Ground[],
    { id }: PersonRow,
  ): Promise<Outcome> {
    let marked: string | null = null;
    for (const ground of grounds) {
      const reference = referenceOf(stream.id, ground);
      if (await deniedSince(tx, id, reference, at)) continue;
      if (await this.lifecycle.awaitConfirmation(tx, id, reference)) marked = reference;
    }
    return outcome(marked === null ? 'nothing-held' : 'awaiting-confirmation', id, marked);
  }
}

const deniedSince = (tx: WriteTx, personId: string, holdReference: string, at: Date): Promise<boolean> =>
  tx.existsBy(SignalEffectRow, {
    personId,
    holdReference,
    effect: In(['held', 'held-already']),
    eventAt: MoreThan(at),
  });
