import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fence learns on which run of which server it stands, and its changes may be pruned when all have applied them. */
export class KnowServers1795219200016 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE fence ADD COLUMN served_by numeric, ADD COLUMN served_since timestamptz`);
    await db.query(`UPDATE fence SET served_by = extract(epoch FROM pg_postmaster_start_time())`);
    await db.query(`COMMENT ON COLUMN fence.served_by IS 'Start time of the PostgreSQL server that carries the fence;
      another one after a restart or failover.'`);
    await db.query(`COMMENT ON COLUMN fence.served_since IS 'When it was first seen on this server after another one:
      for one lease from then on, rows of replicas may be missing. Null when it was on no other.'`);
    await db.query(`CREATE POLICY pruned ON fence_change FOR DELETE USING (every_tenant())`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP POLICY pruned ON fence_change');
    await db.query('ALTER TABLE fence DROP COLUMN served_since, DROP COLUMN served_by');
  }
}
