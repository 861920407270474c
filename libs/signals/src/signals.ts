import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, isObject, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx, insertUnlessTaken } from '@app/database';
import { Fence } from '@app/fence';
import { CarryOut } from './carry-out.js';
import type { Statement } from './core/statement.js';
import { SetVerifier } from './set-verifier.js';
import { type SignalEffect, SignalEffectRow } from './signal-effect.row.js';
import { SignalStreamRow } from './signal-stream.row.js';
import { SignalRow } from './signal.row.js';
import { StreamHealth } from './stream-health.js';

/** What a token led to. `repeated`: it had been accepted before, and nothing was done again. */
export type Receipt = Readonly<{ signalId: string; jti: string; repeated: boolean }>;

export type ListedSignal = SignalRow & Readonly<{ effects: readonly SignalEffectRow[] }>;

/** What was said of a person, and what it did; `eventTime` is the transmitter's clock, `receivedAt` ours. */
export type SignalOfPerson = Readonly<{
  signalId: string;
  streamId: string;
  type: string;
  eventTime: Date;
  issuedAt: Date;
  receivedAt: Date;
  effect: SignalEffect;
}>;

/** Entries of the ledger about refused tokens, per minute and process; the streams' counters count all. */
const MOST_REFUSALS = 100;

/** Security events that were believed: each is recorded with what it did, in the write that does it. */
@Injectable()
export class Signals {
  /** Refusals recorded within this minute: whoever sends bad tokens without end does not fill the ledger. */
  private told = { minute: 0, refusals: new Set<string>() };

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly verifier: SetVerifier,
    private readonly carryOut: CarryOut,
    private readonly fence: Fence,
    private readonly health: StreamHealth,
  ) {}

  /**
   * Returns when what the token asks for holds everywhere.
   * @param token the compact serialisation (RFC 8417)
   * @throws Refusal `signal.*`
   */
  async receive(actor: Actor, stream: SignalStreamRow, token: string): Promise<Receipt> {
    const receivedAt = actor.request?.receivedAt ?? this.clock.now();
    try {
      const statement = await this.verifier.verify(stream, token);
      const digest = digestOf(token);
      return await this.db.write(actor, (tx) => this.take(tx, stream, statement, { digest, receivedAt }));
    } catch (stop) {
      if (stop instanceof Refusal && stop.status < 500) await this.refused(actor, stream, token, stop);
      throw stop;
    }
  }

  /** What streams told, newest first. */
  list(actor: Actor, streamId: string, limit: number): Promise<ListedSignal[]> {
    return this.db.read(actor, async (tx) => {
      if (!(await tx.existsBy(SignalStreamRow, { id: streamId }))) throw new Refusal('signal-stream.unknown');
      const order = { receivedAt: 'DESC', id: 'DESC' } as const;
      const signals = await tx.find(SignalRow, { where: { streamId }, order, take: limit });
      const effects = await effectsOf(
        tx,
        signals.map(({ id }) => id),
      );
      return signals.map((signal) => Object.assign(signal, { effects: effects.get(signal.id) ?? [] }));
    });
  }

  private async take(
    tx: WriteTx,
    { id: streamId }: SignalStreamRow,
    { jti, txn, issuedAt, events }: Statement,
    { digest, receivedAt }: Readonly<{ digest: Buffer; receivedAt: Date }>,
  ): Promise<Receipt> {
    // held to the commit: whoever pauses the stream waits for this write, or this write finds it paused
    const lock = { mode: 'pessimistic_read' } as const;
    const stream = await tx.findOne(SignalStreamRow, { where: { id: streamId, state: 'active' }, lock });
    if (!stream) throw new Refusal('signal.stream-paused');
    const id = newId();
    const values = { id, streamId, jti, txn, digest, issuedAt, receivedAt };
    if (!(await insertUnlessTaken(tx, SignalRow, values))) return this.repetition(tx, streamId, jti, digest);
    const rows: SignalEffectRow[] = [];
    for (const [{ type: eventType, at: eventAt }, outcomes] of await this.carryOut.events(tx, stream, events)) {
      for (const outcome of outcomes) {
        rows.push(tx.create(SignalEffectRow, { ...outcome, id: newId(), signalId: id, eventType, eventAt }));
      }
    }
    await tx.insert(SignalEffectRow, rows);
    tx.record({
      action: 'signal.received',
      subject: streamId,
      detail: { signalId: id, jti, issuedAt: issuedAt.toISOString(), effects: tally(rows) },
      personal: { subjects: events.map(({ subject }) => shownSubject(subject)) },
    });
    return { signalId: id, jti, repeated: false };
  }

  /** Answered only when the first one holds everywhere, too. */
  private async repetition(tx: WriteTx, streamId: string, jti: string, digest: Buffer): Promise<Receipt> {
    const known = await tx.findOneByOrFail(SignalRow, { streamId, jti });
    if (!known.digest.equals(digest)) throw new Refusal('signal.replayed');
    await this.fence.settle(tx);
    return tx.unchanged({ signalId: known.id, jti, repeated: true });
  }

  private async refused(actor: Actor, stream: SignalStreamRow, token: string, { code }: Refusal): Promise<void> {
    await this.health.refused(actor.tenant, stream.id, code);
    const digest = digestOf(token).toString('hex');
    if (!this.isNews(`${stream.id} ${code} ${digest}`)) return;
    await this.db.write(actor, (tx) => {
      tx.record({ action: 'signal.refused', subject: stream.id, detail: { code, payloadDigest: digest } });
      return Promise.resolve();
    });
  }

  private isNews(refusal: string): boolean {
    const minute = Math.floor(this.clock.now().getTime() / 60_000);
    if (this.told.minute !== minute) this.told = { minute, refusals: new Set() };
    const { refusals } = this.told;
    if (refusals.has(refusal) || refusals.size >= MOST_REFUSALS) return false;
    refusals.add(refusal);
    return true;
  }
}

/** Every signal about a person, the earliest event first. */
export async function signalsOf(tx: Tx, personId: string): Promise<SignalOfPerson[]> {
  return tx.query<SignalOfPerson[]>(
    `SELECT s.id AS "signalId", s.stream_id AS "streamId", e.event_type AS type, e.event_at AS "eventTime",
            s.issued_at AS "issuedAt", s.received_at AS "receivedAt", e.effect
     FROM signal_effect e JOIN signal s ON s.id = e.signal_id WHERE e.person_id = $1 ORDER BY e.event_at, e.id`,
    [personId],
  );
}

async function effectsOf(tx: Tx, signalIds: readonly string[]): Promise<Map<string, SignalEffectRow[]>> {
  const rows = await tx
    .createQueryBuilder(SignalEffectRow, 'e')
    .where('e.signalId = ANY(:signalIds)', { signalIds })
    .orderBy('e.id')
    .getMany();
  const of = new Map<string, SignalEffectRow[]>();
  for (const row of rows) of.set(row.signalId, [...(of.get(row.signalId) ?? []), row]);
  return of;
}

/** Over the payload as it was sent: a transmitter may sign the same token anew when it repeats it. */
const digestOf = (token: string): Buffer =>
  createHash('sha256')
    .update(token.split('.')[1] ?? token)
    .digest();

/** Per type and effect how many people, and at most twenty of them by id: an entry of the ledger holds 64 KiB. */
function tally(rows: readonly SignalEffectRow[]): object[] {
  const groups = new Map<string, { type: string; effect: string; people: number; personIds: string[] }>();
  for (const { eventType: type, effect, personId } of rows) {
    const key = `${type} ${effect}`;
    const group = groups.get(key) ?? { type, effect, people: 0, personIds: [] };
    groups.set(key, group);
    if (personId === null) continue;
    group.people += 1;
    if (group.personIds.length < 20) group.personIds.push(personId);
  }
  return [...groups.values()];
}

/** As text, because a subject is whatever the transmitter wrote, and a ledger entry takes only what JSON carries exactly. */
function shownSubject(subject: unknown): string {
  const text = isObject(subject) ? JSON.stringify(subject) : 'none';
  return text.length <= 2000 ? text : 'longer than 2000 characters';
}
