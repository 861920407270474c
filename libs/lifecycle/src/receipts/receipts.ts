import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, canonicalJson, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { type LeaverBody, PATIENCE_MS } from '../core/receipt.js';
import { LifecycleEventRow } from '../lifecycle-event.row.js';
import { DifferenceReceipts } from './difference-receipts.js';
import { LeaverReceipts } from './leaver-receipts.js';
import { ReceiptRow } from './receipt.row.js';

/** Of a crowd the oldest first; those beyond follow as these are completed, after a day at the latest. */
const AT_ONCE = 5000;

/** What was found of each move and leave, kept for good: its digest stands in the ledger, so a later change shows. */
@Injectable()
export class Receipts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly leavers: LeaverReceipts,
    private readonly differences: DifferenceReceipts,
  ) {}

  /** Newest first. */
  of(actor: Actor, personId: string): Promise<ReceiptRow[]> {
    return this.db.read(actor, (tx) => tx.find(ReceiptRow, { where: { personId }, order: { at: 'DESC', id: 'DESC' } }));
  }

  /** @throws Refusal receipt.unknown */
  async find(actor: Actor, id: string): Promise<ReceiptRow> {
    const receipt = await this.db.read(actor, (tx) => tx.findOneBy(ReceiptRow, { id }));
    if (!receipt) throw new Refusal('receipt.unknown');
    return receipt;
  }

  /** Makes the receipt of an event, once. */
  async make(tx: WriteTx, kind: ReceiptRow['kind'], eventId: string): Promise<'done' | 'nothing-to-do'> {
    const event = await tx.findOneBy(LifecycleEventRow, { id: eventId });
    if (!event || (await tx.existsBy(ReceiptRow, { eventId, kind }))) return 'nothing-to-do';
    const body = kind === 'leaver' ? await this.leavers.body(tx, event) : await this.differences.body(tx, event);
    const at = this.clock.now();
    // what a move did is known at once
    const done = kind === 'difference' ? ({ state: 'complete', completedAt: at } as const) : { state: 'open' as const };
    const fresh = { id: newId(), kind, personId: event.personId, eventId, body, at, completedAt: null, ...done };
    const receipt = await insertUnlessTaken(tx, ReceiptRow, fresh);
    if (!receipt) return 'nothing-to-do';
    const { state, personId } = receipt;
    tx.record({
      action: 'receipt.made',
      subject: receipt.id,
      detail: { kind, personId, eventId, state, digest: digest(body) },
    });
    return 'done';
  }

  /** Completes the receipts of leavers of which nothing is awaited any more; run by a timer. */
  async complete(actor: Actor): Promise<void> {
    const ready = await this.db.read(actor, async (tx) => {
      const open = await this.toLookAt(tx);
      const ids = [];
      for (const receipt of open) if (await this.isReady(tx, receipt)) ids.push(receipt.id);
      return ids;
    });
    for (const id of ready) {
      await this.db.write(actor, async (tx) => (await this.completeOne(tx, id)) || tx.unchanged(false));
    }
  }

  /** Each open one of the last five minutes; older ones take turns, the oldest every ten minutes, and none waits beyond its day. */
  private toLookAt(tx: Tx): Promise<ReceiptRow[]> {
    const now = this.clock.now();
    const turns = `least(40, 1 + floor(extract(epoch FROM CAST(:now AS timestamptz) - r.at) / 300))::integer`;
    return tx
      .createQueryBuilder(ReceiptRow, 'r')
      .where(`r.state = 'open'`)
      .andWhere(`(r.at <= :patience OR (hashtext(r.id::text) & 2147483647) % ${turns} = :round % ${turns})`)
      .setParameters({
        now,
        patience: new Date(now.getTime() - PATIENCE_MS),
        round: Math.floor(now.getTime() / 15_000) % 1_000_000,
      })
      .orderBy('r.at')
      .take(AT_ONCE)
      .getMany();
  }

  private async completeOne(tx: WriteTx, id: string): Promise<boolean> {
    const lock = { mode: 'pessimistic_write' } as const;
    const receipt = await tx.findOneOrFail(ReceiptRow, { where: { id }, lock });
    if (receipt.state !== 'open') return false;
    const event = await eventOf(tx, receipt);
    const body = withFirstSettlement(await this.leavers.body(tx, event), receipt.body as LeaverBody);
    const { personId, eventId } = receipt;
    await tx.update(ReceiptRow, { id }, { body, state: 'complete', completedAt: this.clock.now() });
    tx.record({ action: 'receipt.completed', subject: id, detail: { personId, eventId, digest: digest(body) } });
    const agentIds = body.agents.map(({ agentId }) => agentId);
    const data = { receiptId: id, personId, agentIds };
    const payload = { template: 'leaver.receipt', to: { role: 'admin' }, data };
    if (agentIds.length > 0) tx.send({ topic: 'notify', payload });
    return true;
  }

  private async isReady(tx: Tx, receipt: ReceiptRow): Promise<boolean> {
    return this.leavers.isComplete(tx, await eventOf(tx, receipt), receipt.body as LeaverBody);
  }
}

const eventOf = (tx: Tx, { eventId }: ReceiptRow): Promise<LifecycleEventRow> =>
  tx.findOneByOrFail(LifecycleEventRow, { id: eventId });

/** SHA-256 in hexadecimal over the canonical form (RFC 8785). */
const digest = (body: ReceiptRow['body']): string => createHash('sha256').update(canonicalJson(body)).digest('hex');

/** That it had settled was seen when the receipt was made, and is not made later by looking again. */
function withFirstSettlement(body: LeaverBody, first: LeaverBody): LeaverBody {
  if (first.clocks.settled.seenAt === null) return body;
  return { ...body, clocks: { ...body.clocks, settled: first.clocks.settled } };
}
