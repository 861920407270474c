import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Actor } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { PersonHoldRow } from '@app/lifecycle';

/** An event that a hold stands on; `eventTime` is the transmitter's clock, `receivedAt` ours. */
type Event = Readonly<{ signalId: string; type: string; eventTime: Date; receivedAt: Date }>;
export type SignalHold = PersonHoldRow & Readonly<{ events: readonly Event[] }>;

const open = { cause: 'signal', clearedAt: IsNull() } as const;

/** Holds that signals opened, each with the events that it stands on. */
@Injectable()
export class SignalHolds {
  constructor(private readonly db: Db) {}

  /** The open ones, the oldest first. */
  list(actor: Actor): Promise<SignalHold[]> {
    return this.db.read(actor, async (tx) => {
      const holds = await tx.find(PersonHoldRow, { where: open, order: { since: 'ASC', id: 'ASC' }, take: 500 });
      const events = await eventsOf(
        tx,
        holds.map(({ id }) => id),
      );
      return holds.map((hold) => Object.assign(hold, { events: events.get(hold.id) ?? [] }));
    });
  }
}

/** Ids are made in order of time: what is older than the hold belongs to one that was released before. */
async function eventsOf(tx: Tx, holdIds: readonly string[]): Promise<Map<string, Event[]>> {
  const rows = await tx.query<(Event & { holdId: string })[]>(
    `SELECT h.id AS "holdId", s.id AS "signalId", e.event_type AS type, e.event_at AS "eventTime",
            s.received_at AS "receivedAt"
     FROM person_hold h
     JOIN signal_effect e ON e.person_id = h.person_id AND e.hold_reference = h.reference AND e.id > h.id
       AND e.effect IN ('held', 'held-already')
     JOIN signal s ON s.id = e.signal_id
     WHERE h.id = ANY ($1::uuid[]) ORDER BY e.event_at, e.id`,
    [holdIds],
  );
  const of = new Map<string, Event[]>();
  for (const { holdId, ...event } of rows) of.set(holdId, [...(of.get(holdId) ?? []), event]);
  return of;
}
