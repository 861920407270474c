import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { type Actor, Clock, newId } from '@app/kernel';
import { Db, Sealer, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { type KeyPhase, PUBLISHED_MINUTES, isDue, lastUse, phaseOf } from '../../core/key-ring.js';
import { newTokenKey } from './new-token-key.js';
import { TokenKeyRow } from './token-key.row.js';

export type ListedKey = Readonly<{
  kid: string;
  phase: KeyPhase;
  createdAt: Date;
  signsFrom: Date;
  retiredAt: Date | null;
}>;

/** Puts another key in the place of the one that signs access tokens. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * The next key is published now and signs in an hour; the present one then verifies until its last token has expired.
   * When the next one is waiting already, nothing happens.
   * @returns the key that signs last
   */
  rotate(actor: Actor): Promise<ListedKey> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const last = await this.last(tx);
      if (last && phaseOf(last, now) === 'next') return tx.unchanged(this.shown(last));
      return this.follow(tx, last, new Date(now.getTime() + PUBLISHED_MINUTES * 60_000));
    });
  }

  /**
   * For a key that may have been stolen: all present keys are thrown away, and with them every token they signed, on
   * every replica when this returns. A new key signs at once.
   */
  replace(actor: Actor, reason: string): Promise<ListedKey> {
    return this.db.write(actor, async (tx) => {
      await this.last(tx);
      const [thrown] = await tx.query<[{ kid: string }[], number]>('DELETE FROM token_key RETURNING kid');
      const kids = thrown.map(({ kid }) => kid);
      tx.record({
        action: 'token-key.thrown-away',
        subject: kids[0] ?? 'none',
        detail: { kids },
        personal: { reason },
      });
      return this.follow(tx, null, this.clock.now());
    });
  }

  /** Run by a timer. @returns whether a key was made */
  async rotateDue(actor: Actor): Promise<boolean> {
    const [signing] = await this.db.readEveryTenant((tx) => tx.findBy(TokenKeyRow, { retiredAt: IsNull() }));
    if (!signing || !isDue(signing, this.clock.now())) return false;
    await this.rotate(actor);
    return true;
  }

  /** Forgets keys whose last token has expired. @returns how many */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const since = new Date(2 * now.getTime() - lastUse(now).getTime());
    const gone = await this.db.upkeep('every-tenant', (tx) => tx.delete(TokenKeyRow, { retiredAt: LessThan(since) }));
    return gone.affected ?? 0;
  }

  /** Newest first. */
  async list(actor: Actor): Promise<ListedKey[]> {
    const rows = await this.db.read(actor, (tx) => tx.find(TokenKeyRow, { order: { signsFrom: 'DESC' } }));
    return rows.map((row) => this.shown(row));
  }

  /** The key after which there is no other, held until the end of the write: of two rotations one finds the other's. */
  private async last(tx: WriteTx): Promise<TokenKeyRow | undefined> {
    await tx.query('LOCK TABLE token_key IN SHARE ROW EXCLUSIVE MODE');
    return (await tx.findOneBy(TokenKeyRow, { retiredAt: IsNull() })) ?? undefined;
  }

  private async follow(tx: WriteTx, last: TokenKeyRow | null | undefined, signsFrom: Date): Promise<ListedKey> {
    const next = await newTokenKey(this.sealer, this.clock.now(), signsFrom);
    if (last) await tx.update(TokenKeyRow, { kid: last.kid }, { retiredAt: signsFrom });
    await tx.insert(TokenKeyRow, next);
    const detail = { after: last?.kid ?? null, signsFrom: signsFrom.toISOString() };
    tx.record({ action: 'token-key.made', subject: next.kid, detail });
    await this.fence.touch(tx, [newId()], 'tokens');
    return this.shown(next);
  }

  private shown({ kid, createdAt, signsFrom, retiredAt, ...rest }: TokenKeyRow): ListedKey {
    const phase = phaseOf({ ...rest, signsFrom, retiredAt }, this.clock.now());
    return { kid, phase, createdAt, signsFrom, retiredAt };
  }
}
