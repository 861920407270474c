import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, productVersion } from '@app/kernel';
import { Db } from '@app/database';
import { Checkpoints, LedgerLog, type LogSnapshot, Sequencer, toCsv, toNdjson, toolCallRows } from '@app/ledger';
import { evidencePack } from './evidence-pack.js';

/** What auditors take away. Each export is itself recorded, with the hash of what was handed out. */
@Injectable()
export class Reports {
  constructor(
    private readonly db: Db,
    private readonly log: LedgerLog,
    private readonly checkpoints: Checkpoints,
    private readonly sequencer: Sequencer,
    private readonly clock: Clock,
  ) {}

  /**
   * The tool-call attribution report (R7 of the audit facts): who stood behind each call, and how it was decided.
   * CSV as RFC 4180, or one JSON object a line.
   * @throws Refusal `ledger.empty`
   */
  async toolCalls(actor: Actor, format: 'csv' | 'ndjson'): Promise<string> {
    const { leaves } = await this.snapshot(actor);
    const rows = toolCallRows(leaves);
    const text = format === 'csv' ? toCsv(rows) : toNdjson(rows);
    await this.recordExport(actor, `tool-calls.${format}`, Buffer.from(text), leaves.length);
    return text;
  }

  /** Zip with the whole log up to its newest checkpoint; verified by `surety verify`. @throws Refusal `ledger.empty` */
  async evidencePack(actor: Actor): Promise<Uint8Array> {
    const snapshot = await this.snapshot(actor);
    const vkey = await this.checkpoints.key(actor);
    const pack = evidencePack(snapshot, { createdAt: this.clock.now(), productVersion, vkey });
    await this.recordExport(actor, 'evidence-pack', pack, snapshot.leaves.length);
    return pack;
  }

  /** Sequences what waits first, so that an export asked for after a call holds that call. */
  private async snapshot(actor: Actor): Promise<LogSnapshot> {
    await this.sequencer.run();
    const snapshot = await this.log.upToCheckpoint(actor);
    if (!snapshot) throw new Refusal('ledger.empty');
    return snapshot;
  }

  private recordExport(actor: Actor, what: string, content: Uint8Array, leaves: number): Promise<void> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    return this.db.write(actor, async (tx) => {
      tx.record({ action: 'report.exported', subject: what, detail: { sha256, bytes: content.length, leaves } });
    });
  }
}
