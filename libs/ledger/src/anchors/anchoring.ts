import { Injectable, Logger } from '@nestjs/common';
import { type Actor, Clock, Surroundings, newId, system } from '@app/kernel';
import { Db } from '@app/database';
import { Checkpoints, type SignedCheckpoint } from '../checkpoints.js';
import { parseCheckpoint } from '../core/checkpoint.js';
import { eachOf, tenantsOf } from '../tenants.js';
import { LedgerKeys } from '../ledger-keys.js';
import { LedgerProofs } from '../proofs.js';
import { Anchors } from './anchors.js';
import { type AnchorTarget, Conflict } from './target.js';

/** What stands at one place, and whether what is there is too old. */
export type AnchorState = Readonly<{
  target: string;
  kind: AnchorTarget['kind'];
  /** Number of leaves that it vouches for; null when nothing stands there. */
  size: number | null;
  at: Date | null;
  /** How many checkpoints stand there. */
  count: number;
  /** The log has grown for more than two hours since. */
  isStale: boolean;
}>;

const STALE_MS = 2 * 3_600_000;
const MINUTE_MS = 60_000;

/** Lays the newest signed checkpoint down at every place, again and again, and says when one is left behind. */
@Injectable()
export class Anchoring {
  private readonly logger = new Logger(Anchoring.name);
  private readonly everyMs: number;
  private readonly stale = new Set<string>();

  constructor(
    private readonly db: Db,
    private readonly anchors: Anchors,
    private readonly checkpoints: Checkpoints,
    private readonly keys: LedgerKeys,
    private readonly proofs: LedgerProofs,
    private readonly clock: Clock,
    { anchors: settings }: Surroundings,
  ) {
    this.everyMs = (settings?.minutes ?? 60) * MINUTE_MS;
  }

  /** Run by a timer; does nothing where it is not yet time. @returns how many checkpoints were laid down */
  async run(): Promise<number> {
    if (this.anchors.targets.length === 0) return 0;
    let laid = 0;
    await eachOf(await tenantsOf(this.db), async (tenant) => {
      const actor = system('ledger', tenant);
      laid += await this.layEverywhere(actor);
      await this.alarm(actor);
    });
    return laid;
  }

  private async layEverywhere(actor: Actor): Promise<number> {
    const outside = await this.anchors.standing(actor.tenant);
    const newest = await this.checkpoints.latest(actor);
    // what is behind the places outside is a restored backup, and nothing of it is laid down beside what stands there
    if (!newest || outside.some(({ size, root }) => root === null || size > newest.size)) return 0;
    let laid = 0;
    for (const state of await this.states(actor)) {
      if (state.size !== null && state.size >= newest.size) continue;
      if (state.at && this.clock.now().getTime() - state.at.getTime() < this.everyMs) continue;
      if (await this.lay(actor, state, newest)) laid++;
    }
    return laid;
  }

  states(actor: Actor): Promise<AnchorState[]> {
    const { targets } = this.anchors;
    return this.db.read(actor, async (tx) => {
      const rows = await tx.query<{ target: string; size: string; at: Date; count: string; since: Date | null }[]>(
        `SELECT a.target, max(a.size) AS size, max(a.at) AS at, count(*) AS count, (
           SELECT c.created_at FROM ledger_checkpoint c
           WHERE c.tenant_id = current_tenant() AND c.size > max(a.size) ORDER BY c.size LIMIT 1) AS since
         FROM ledger_anchor a GROUP BY a.target`,
      );
      // by size, which has an index: there is a checkpoint for every batch that there ever was
      const [first] = await tx.query<{ at: Date }[]>(
        `SELECT created_at AS at FROM ledger_checkpoint WHERE tenant_id = current_tenant() ORDER BY size LIMIT 1`,
      );
      return targets.map(({ name: target, kind }) => {
        const row = rows.find((one) => one.target === target);
        const since = row ? row.since : (first?.at ?? null);
        const behindSince = Math.max(since?.getTime() ?? Infinity, row?.at.getTime() ?? 0);
        const isStale = this.clock.now().getTime() - behindSince > STALE_MS;
        const [size, at] = row ? [Number(row.size), row.at] : [null, null];
        return { target, kind, size, at, count: Number(row?.count ?? 0), isStale };
      });
    });
  }

  private async lay(actor: Actor, state: AnchorState, { size, note }: SignedCheckpoint): Promise<boolean> {
    const target = this.anchors.targets.find(({ name }) => name === state.target);
    if (!target || this.anchors.isSilent(target)) return false;
    const { name: origin } = await this.keys.signer(actor.tenant);
    const consistency = async (from: number) => (await this.proofs.consistency(actor, from, size)).hashes;
    try {
      const receipt = await target.lay({ origin, size, note, consistency }, state.size ?? 0);
      const root = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))?.root ?? null;
      await this.anchors.laid(actor.tenant, { size, root, target: state.target });
      await this.db.upkeep(actor.tenant, (tx) =>
        tx.query(
          `INSERT INTO ledger_anchor (id, target, kind, size, note, receipt, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT DO NOTHING`,
          [newId(), state.target, state.kind, size, receipt.note, receipt.receipt, this.clock.now()],
        ),
      );
      return true;
    } catch (cause) {
      this.anchors.waited(target, cause);
      if (cause instanceof Conflict) {
        await this.anchors.laid(actor.tenant, { size: cause.size, root: null, target: state.target });
      }
      this.logger.warn(`no checkpoint could be laid down at ${state.target}: ${String(cause)}`);
      return false;
    }
  }

  /** Told, and recorded, once for each time that a place is left behind. */
  private async alarm(actor: Actor): Promise<void> {
    for (const { target, isStale, size } of await this.states(actor)) {
      const place = `${actor.tenant} ${target}`;
      if (!isStale) this.stale.delete(place);
      if (!isStale || this.stale.has(place)) continue;
      this.stale.add(place);
      this.logger.error(`the newest checkpoint at ${target} is more than two hours behind the log`);
      await this.db.write(actor, async (tx) =>
        tx.record({ action: 'ledger.anchor-stale', subject: 'ledger', detail: { target, size } }),
      );
    }
  }
}
