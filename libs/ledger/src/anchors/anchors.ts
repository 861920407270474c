import { Injectable, Logger } from '@nestjs/common';
import { type Actor, Clock, Surroundings } from '@app/kernel';
import { Db } from '@app/database';
import { parseCheckpoint } from '../core/checkpoint.js';
import { consistencyRanges } from '../core/merkle-proof.js';
import { openNote, parseVkey, vkeyOf } from '../core/note.js';
import { LedgerKeys } from '../ledger-keys.js';
import { rootsOver } from '../tile-store.js';
import { FileTarget } from './file-target.js';
import { ObjectTarget } from './object-target.js';
import { type AnchorTarget, type LaidNote, type Standing, isSilence } from './target.js';
import { WitnessTarget } from './witness-target.js';

/** A checkpoint of ours as somebody else keeps it. `root` is null where a witness keeps one that ours do not continue. */
export type AnchoredCheckpoint = Readonly<{ size: number; root: Buffer | null; target: string }>;

type Known = { standing: Map<string, AnchoredCheckpoint>; silent: readonly AnchorTarget[]; askedAt: number };
/** How long a place that did not answer is left alone. */
const AGAIN_MS = 60_000;

/** Checkpoints that stand where we cannot rewrite them. */
@Injectable()
export class Anchors {
  readonly targets: readonly AnchorTarget[];
  private readonly logger = new Logger(Anchors.name);
  private readonly known = new Map<string, Promise<Known>>();
  /** When a place last let us wait in vain: the logs of all tenants wait for it once, and not one after the other. */
  private readonly unanswered = new Map<AnchorTarget, number>();

  constructor(
    private readonly db: Db,
    private readonly keys: LedgerKeys,
    private readonly clock: Clock,
    { anchors }: Surroundings,
  ) {
    this.targets = (anchors?.targets ?? []).map((text) => {
      const url = new URL(text);
      if (url.protocol === 'file:') return new FileTarget(url);
      if (url.protocol.startsWith('witness+')) return new WitnessTarget(url);
      const { headers = {}, lockDays = 1 } = anchors ?? {};
      return new ObjectTarget(url, { headers, lockDays, now: () => clock.now() });
    });
  }

  /**
   * The newest checkpoint of a tenant's log at each place, as far as it could be read; asked once per process and kept
   * up to date by what this process lays down. A place that does not answer is asked again later: the log does not stop
   * because somebody else is away. So is a witness that keeps something else than we do, as long as it does.
   */
  async standing(tenant: string): Promise<readonly AnchoredCheckpoint[]> {
    if (this.targets.length === 0) return [];
    const known = await this.of(tenant);
    const now = this.clock.now().getTime();
    const open = this.targets.filter(
      (target) => known.silent.includes(target) || known.standing.get(target.name)?.root === null,
    );
    if (open.length > 0 && now - known.askedAt >= AGAIN_MS) {
      known.askedAt = now;
      const { standing, silent } = await this.ask(tenant, open);
      known.silent = silent;
      for (const anchor of standing.values()) keep(known, anchor);
    }
    return [...known.standing.values()];
  }

  /** What is known to stand outside now. */
  async laid(tenant: string, anchor: AnchoredCheckpoint): Promise<void> {
    keep(await this.of(tenant), anchor);
  }

  /** Whether it has let a log wait in vain within the last minute. */
  isSilent(target: AnchorTarget): boolean {
    return this.clock.now().getTime() - (this.unanswered.get(target) ?? -Infinity) < AGAIN_MS;
  }

  /** @param cause why nothing came of asking */
  waited(target: AnchorTarget, cause: unknown): void {
    if (isSilence(cause)) this.unanswered.set(target, this.clock.now().getTime());
  }

  /** The newest checkpoint of at most this size that witnesses have cosigned, with all their lines; null if none. */
  witnessed(actor: Actor, size: number): Promise<string | null> {
    return this.db.read(actor, async (tx) => {
      const rows = await tx.query<{ note: string }[]>(
        `SELECT note FROM ledger_anchor WHERE kind = 'witness' AND size = (
           SELECT max(size) FROM ledger_anchor WHERE kind = 'witness' AND size <= $1) ORDER BY target`,
        [size],
      );
      const [first, ...others] = rows.map(({ note }) => note);
      if (first === undefined) return null;
      const lines = others.map((note) => note.slice(note.lastIndexOf('\n', note.length - 2) + 1));
      return [first, ...lines].join('');
    });
  }

  private of(tenant: string): Promise<Known> {
    const asked = this.known.get(tenant) ?? this.ask(tenant, this.targets);
    this.known.set(tenant, asked);
    asked.catch(() => this.known.delete(tenant));
    return asked;
  }

  private async ask(tenant: string, targets: readonly AnchorTarget[]): Promise<Known> {
    const signer = await this.keys.signer(tenant);
    const vkey = vkeyOf(signer);
    const ours = await this.ours(tenant, signer.name);
    const askedAt = this.clock.now().getTime();
    const known: Known = { standing: new Map(), silent: [], askedAt };
    const silent: AnchorTarget[] = [];
    await Promise.all(
      targets.map(async (target) => {
        if (this.isSilent(target)) return void silent.push(target);
        try {
          const standing = await target.newest(signer.name, ours);
          const anchor = standing && readStanding(standing, target.name, vkey);
          if (anchor) keep(known, anchor);
        } catch (cause) {
          this.waited(target, cause);
          silent.push(target);
          this.logger.warn(`the anchors at ${target.name} cannot be read: ${String(cause)}`);
        }
      }),
    );
    return { ...known, silent };
  }

  /** Our newest signed checkpoint. */
  private async ours(tenant: string, origin: string): Promise<LaidNote | null> {
    const newest = await this.db.upkeep(tenant, async (tx) => {
      const [row] = await tx.query<{ size: string; note: string }[]>(
        'SELECT size, note FROM ledger_note WHERE tenant_id = current_tenant() ORDER BY size DESC LIMIT 1',
      );
      return row ? { size: Number(row.size), note: row.note } : null;
    });
    if (!newest) return null;
    const consistency = (from: number): Promise<Buffer[]> =>
      this.db.upkeep(tenant, (tx) => rootsOver(tx, tenant, consistencyRanges(from, newest.size)));
    return { origin, ...newest, consistency };
  }
}

/** Each place for itself: what one says never hides what another one says. */
function keep({ standing }: Known, anchor: AnchoredCheckpoint): void {
  const before = standing.get(anchor.target);
  if (!before || before.root === null || anchor.root === null || anchor.size >= before.size) {
    standing.set(anchor.target, anchor);
  }
}

/** @throws when there is something, and no checkpoint that we have signed: then it says nothing of our log */
function readStanding(standing: Standing, target: string, vkey: string): AnchoredCheckpoint {
  if ('size' in standing) return { size: standing.size, root: null, target };
  for (const note of standing.notes) {
    const opened = openNote(note, [parseVkey(vkey)]);
    const checkpoint = opened.ok ? parseCheckpoint(opened.text) : null;
    if (checkpoint) return { size: checkpoint.size, root: checkpoint.root, target };
  }
  throw new Error('what stands there is not a checkpoint of ours');
}
