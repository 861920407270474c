import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { Comparison, type Findings, type Held, type Listed } from './core/reconcile.js';
import { SourceRow } from './source.row.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A provider's list: its people one by one, and, once they have all been read, the SHA-256 of the whole. */
export type PopulationList = Readonly<{ people: AsyncIterable<Listed>; digest: () => string }>;
export type Reconciled = Findings & Readonly<{ source: string; sourceId: string; sha256: string; at: string }>;

/** Whether we hold the people that a provider says it has: for whoever must be sure that none was lost on the way. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Compares and changes nobody. That it was done, and how many it found, is recorded; no name is.
   * @throws Refusal source.unknown
   */
  async compare(actor: Actor, sourceName: string, list: PopulationList): Promise<Reconciled> {
    const at = this.clock.now().toISOString();
    const { source, here } = await this.db.read(actor, async (tx) => {
      const found = await tx.findOneBy(SourceRow, { name: sourceName });
      if (!found) throw new Refusal('source.unknown', sourceName);
      return { source: found, here: await held(tx, found.id) };
    });
    const comparison = new Comparison(here);
    for await (const person of list.people) comparison.take(person);
    const findings = comparison.end();
    const sha256 = list.digest();
    await this.db.write(actor, async (tx) => {
      tx.record({ action: 'directory.reconciled', subject: source.id, detail: { ...findings.counts, sha256 } });
      return Promise.resolve();
    });
    return { source: source.name, sourceId: source.id, sha256, at, ...findings };
  }
}

/** What the source itself says of its people, whatever else holds them back here. */
const held = (tx: Tx, sourceId: string): Promise<Held[]> =>
  tx.query<Held[]>(
    `SELECT p.id, p.external_id AS "externalId", p.user_name AS "userName",
       p.source_status = 'active' AS active, p.attributes ->> 'displayName' AS "displayName",
       coalesce(jsonb_path_query_first(p.attributes, '$.emails[*] ? (@.primary == true).value'),
         jsonb_path_query_first(p.attributes, '$.emails[*].value')) #>> '{}' AS email,
       p.attributes ->> 'title' AS title, p.attributes -> $2::text ->> 'department' AS department,
       p.attributes -> $2::text ->> 'employeeNumber' AS "employeeNumber",
       array_remove(ARRAY[p.attributes #>> ARRAY[$2::text, 'manager', 'value'], m.external_id, m.user_name], NULL) AS manager
     FROM person p LEFT JOIN person m ON m.id = p.manager_id AND m.status <> 'deleted'
     WHERE p.source_id = $1 AND p.status <> 'deleted' ORDER BY p.id`,
    [sourceId, ENTERPRISE],
  );
