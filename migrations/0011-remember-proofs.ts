import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';

/** What makes a proof of possession good for one call, whichever replica it reaches. It belongs to no tenant: it says nothing. */
export class RememberProofs1795219200011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      commented(`
  CREATE TABLE dpop_proof ( -- DPoP proofs that were presented to a gateway (RFC 9449 §11.1).
    id_hash bytea PRIMARY KEY, -- SHA-256 over the key's thumbprint and the proof's jti.
    expires_at timestamptz NOT NULL -- From when on the proof is refused for its age.
  );
  CREATE INDEX dpop_proof_expiry ON dpop_proof (expires_at);`),
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE dpop_proof');
  }
}
