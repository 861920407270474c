import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DEFAULT_TENANT, Surroundings, newId } from '@app/kernel';
import { Db, Sealer } from '@app/database';
import { type Signer, signerOf, vkeyOf } from './core/note.js';

type KeyRow = { id: string; vkey: string; sealed_private: string };

/** The key that signs a tenant's checkpoints: made once, sealed to its row. */
@Injectable()
export class LedgerKeys {
  private readonly signers = new Map<string, Signer>();

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly surroundings: Surroundings,
  ) {}

  /** @throws when the ledger was begun under another origin than the one that is set now */
  async signer(tenant: string): Promise<Signer> {
    const known = this.signers.get(tenant);
    if (known) return known;
    const row = await this.findOrMake(tenant);
    const signer = signerOf(this.origin(tenant), this.sealer.open(place(row.id), row.sealed_private));
    if (vkeyOf(signer) !== row.vkey) {
      throw new Error(
        `SURETY_LEDGER_ORIGIN: the ledger was begun as ${row.vkey.split('+')[0] ?? ''}; its name is for good`,
      );
    }
    this.signers.set(tenant, signer);
    return signer;
  }

  /** One log, and so one origin, per tenant: an export never shows another tenant's metadata. */
  private origin(tenant: string): string {
    const { ledgerOrigin } = this.surroundings;
    return tenant === DEFAULT_TENANT ? ledgerOrigin : `${ledgerOrigin}/${tenant}`;
  }

  private findOrMake(tenant: string): Promise<KeyRow> {
    return this.db.upkeep(tenant, async (tx) => {
      const id = newId();
      const seed = randomBytes(32);
      await tx.query(
        'INSERT INTO ledger_key (id, vkey, sealed_private) VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO NOTHING',
        [id, vkeyOf(signerOf(this.origin(tenant), seed)), this.sealer.seal(place(id), seed)],
      );
      const [row] = await tx.query<KeyRow[]>('SELECT id, vkey, sealed_private FROM ledger_key');
      if (!row) throw new Error('the ledger key that was just made cannot be read');
      return row;
    });
  }
}

const place = (id: string): string => `ledger_key/${id}`;
