import { Injectable } from '@nestjs/common';
import { type Actor, Clock } from '@app/kernel';
import { Db } from '@app/database';
import { FactQueries } from '../deciding/fact-queries.js';
import { CedarExport } from './cedar-export.js';

/** `policies.cedar`, `schema.cedarschema`, `entities.json` and `uncovered.json`, by name. */
export type CedarFiles = Readonly<Record<string, string>>;

/** The grants there are now in the words of Cedar, for other enforcement points and for whoever wants to check us. */
@Injectable()
export class CedarPolicies {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  export(actor: Actor): Promise<CedarFiles> {
    const at = this.clock.now();
    return this.db.read(actor, async (tx) => {
      const query = new FactQueries(tx, 'now', at);
      const agents = await query.agents([`r.state <> $2`, 'retired']);
      const live = ['r.agent_id = ANY ($2::uuid[])', agents.map(({ id }) => id)] as const;
      const every = ['$2::boolean', true] as const;
      const exported = new CedarExport({
        agents,
        people: [],
        servers: await query.servers(),
        tools: await query.tools([`r.state <> $2`, 'removed'], true),
        agentGrants: await query.agentGrants(live),
        memberships: await query.memberships([
          `$2::boolean AND r.group_id IN (SELECT group_id FROM assignment WHERE group_id IS NOT NULL AND ended_because IS NULL)`,
          true,
        ]),
        assignments: await query.assignments(every),
        profileGrants: await query.profileGrants(),
        delegations: [],
        kills: await query.kills(),
      });
      const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
      return {
        'policies.cedar': `${exported.policies}\n`,
        'schema.cedarschema': exported.schema,
        'entities.json': json(exported.entities(at)),
        'uncovered.json': json({ computed: exported.computed, globs: exported.globs }),
      };
    });
  }
}
