import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, productVersion } from '@app/kernel';
import { Db } from '@app/database';
import {
  Anchors,
  Checkpoints,
  LedgerLog,
  Payloads,
  Sequencer,
  type SignedCheckpoint,
  csvHeader,
  isCallRecord,
  toCsv,
  toNdjson,
  toolCallRowsOf,
} from '@app/ledger';
import { type Stretch, writeEvidencePack } from './evidence-pack.js';
import { type Written, writeExport } from './pack/export-file.js';
import { TextPart } from './pack/text-parts.js';
import type { Sink } from './pack/zip-file.js';

/** How many leaves are read at once. */
const STRETCH = 1_000;

/**
 * What auditors take away, as files, written with little of the log in memory. Each export is itself recorded, with the
 * hash of what was handed out, before it is handed out.
 */
@Injectable()
export class Reports {
  constructor(
    private readonly db: Db,
    private readonly log: LedgerLog,
    private readonly payloads: Payloads,
    private readonly checkpoints: Checkpoints,
    private readonly anchors: Anchors,
    private readonly sequencer: Sequencer,
    private readonly clock: Clock,
  ) {}

  /**
   * The tool-call attribution report (R7 of the audit facts): who stood behind each call, and how it was decided.
   * CSV as RFC 4180, or one JSON object a line.
   * @throws Refusal `ledger.empty`
   */
  async toolCalls(actor: Actor, format: 'csv' | 'ndjson', path: string): Promise<Written> {
    const head = await this.head(actor);
    const [header, form] = format === 'csv' ? [csvHeader, toCsv] : ['', toNdjson];
    const write = async (sink: Sink): Promise<void> => {
      const part = new TextPart();
      await sink(Buffer.from(header));
      for await (const { leaves, elsewhere } of this.stretches(actor, head.size, false)) {
        for (const row of toolCallRowsOf(leaves, elsewhere)) part.add(form(row));
        if (part.isFull) await sink(part.take());
      }
      await sink(part.take());
    };
    return writeExport(path, write, (written) => this.recordExport(actor, `tool-calls.${format}`, written, head.size));
  }

  /**
   * Zip with the whole log up to its newest checkpoint; verified by `surety verify`.
   * @throws Refusal `ledger.empty`, `ledger.pack-too-large`
   */
  async evidencePack(actor: Actor, path: string): Promise<Written> {
    const head = await this.head(actor);
    const facts = { createdAt: this.clock.now(), productVersion, vkey: await this.checkpoints.key(actor) };
    const witnessed = await this.anchors.witnessed(actor, head.size);
    const log = { note: head.note, witnessed, stretches: this.stretches(actor, head.size, true) };
    const write = (sink: Sink): Promise<void> =>
      writeEvidencePack(log, facts, sink).catch((stop: unknown) => {
        throw stop instanceof RangeError ? new Refusal('ledger.pack-too-large', undefined, { cause: stop }) : stop;
      });
    return writeExport(path, write, (written) => this.recordExport(actor, 'evidence-pack', written, head.size));
  }

  /** Sequences what waits first, so that an export asked for after a call holds that call. */
  private async head(actor: Actor): Promise<SignedCheckpoint> {
    await this.sequencer.run(actor.tenant);
    const head = await this.checkpoints.latest(actor);
    if (!head) throw new Refusal('ledger.empty');
    return head;
  }

  /** Each in a transaction of its own, because leaves never change. */
  private async *stretches(actor: Actor, size: number, withFields: boolean): AsyncIterable<Stretch> {
    for (let from = 0; from < size; from += STRETCH) {
      const to = Math.min(from + STRETCH, size);
      yield await this.db.read(actor, async (tx) => {
        const leaves = await this.log.between(tx, from, to);
        const calls = leaves.filter(isCallRecord).map(callIdOf);
        const elsewhere = await this.log.ofCalls(tx, calls, { from, to }, size);
        const opened = withFields ? await this.payloads.open(tx, leaves.map(({ uid }) => uid)) : []; // prettier-ignore
        return { leaves, elsewhere, opened };
      });
    }
  }

  private recordExport(actor: Actor, what: string, written: Written, leaves: number): Promise<void> {
    return this.db.write(actor, async (tx) => {
      tx.record({ action: 'report.exported', subject: what, detail: { ...written, leaves } });
    });
  }
}

const callIdOf = ({ text }: Readonly<{ text: string }>): string =>
  (JSON.parse(text) as { d: { call_id: string } }).d.call_id;
