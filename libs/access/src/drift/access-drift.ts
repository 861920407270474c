import { Injectable } from '@nestjs/common';
import { type Actor, Clock } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import type { Reach, ReachedTool, ReachingGrant } from '../core/reach.js';
import { grantLabel } from '../grants/grant-label.js';
import { GrantUses } from './grant-uses.js';
import { reachAt } from '../grants/reach.js';

/** A grant of an agent that is in force, with what people need to know to decide about it. */
export type DriftingGrant = Readonly<{
  grantId: string;
  agentId: string;
  agentName: string;
  ownerId: string;
  /** The tool, the profile or the pattern. */
  label: string;
  validFrom: Date;
  /** When it ends, or its agent's term does. */
  endsAt: Date;
  /** Null: never, as far as the ledger reaches. */
  lastUsedAt: Date | null;
}>;
export type WideGrant = DriftingGrant &
  Readonly<{ beyond: readonly Pick<ReachedTool, 'id' | 'serverName' | 'name'>[] }>;
export type Drift = Readonly<{
  /** In force for so many days and not used in them. */
  unused: readonly DriftingGrant[];
  /** Used within `unusedDays`, and about to end. */
  expiring: readonly DriftingGrant[];
  /** About tools that the ceiling of the agent's blueprint does not hold (any more). */
  wider: readonly WideGrant[];
}>;
export type Horizon = Readonly<{ unusedDays: number; expiringDays: number }>;

type Found = Omit<DriftingGrant, 'label'> & ReachingGrant & { profileName: string | null; ceilingId: string | null };

const DAY = 86_400_000;

/** Where what was granted has drifted from what is needed and what was meant. */
@Injectable()
export class AccessDrift {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly uses: GrantUses,
  ) {}

  async of(actor: Actor, { unusedDays, expiringDays }: Horizon): Promise<Drift> {
    await this.uses.gather(actor);
    const now = this.clock.now();
    const since = new Date(now.getTime() - unusedDays * DAY);
    const soon = new Date(now.getTime() + expiringDays * DAY);
    return this.db.read(actor, async (tx) => {
      const grants = await inForce(tx, now);
      const profiles = grants.flatMap(({ profileId, ceilingId }) => [profileId, ceilingId]);
      const reach = await reachAt(tx, profiles, now);
      const usedSince = ({ lastUsedAt }: Found): boolean => lastUsedAt !== null && lastUsedAt >= since;
      return {
        unused: grants.filter((grant) => grant.validFrom <= since && !usedSince(grant)).map((g) => told(g, reach)),
        expiring: grants.filter((grant) => grant.endsAt <= soon && usedSince(grant)).map((g) => told(g, reach)),
        wider: grants.flatMap((grant) => {
          const beyond = beyondCeiling(grant, reach);
          return beyond.length === 0 ? [] : [{ ...told(grant, reach), beyond }];
        }),
      };
    });
  }
}

const inForce = (tx: Tx, at: Date): Promise<Found[]> =>
  tx.query<Found[]>(
    `SELECT g.id AS "grantId", g.agent_id AS "agentId", a.name AS "agentName", a.owner_id AS "ownerId",
       g.tool_id AS "toolId", g.pattern, g.profile_id AS "profileId", f.name AS "profileName",
       g.valid_from AS "validFrom", least(g.valid_to, a.expires_at) AS "endsAt", u.last_used_at AS "lastUsedAt",
       b.ceiling_profile_id AS "ceilingId"
     FROM agent_grant g JOIN agent a ON a.id = g.agent_id LEFT JOIN access_profile f ON f.id = g.profile_id
       LEFT JOIN grant_use u ON u.grant_id = g.id LEFT JOIN blueprint b ON b.id = a.blueprint_id
     WHERE a.state <> 'retired' AND g.effect <> 'deny' AND g.ended_because IS NULL
       AND (g.valid_to IS NULL OR g.valid_to > $1) ORDER BY a.name, g.id`,
    [at],
  );

function told(grant: Found, reach: Reach): DriftingGrant {
  const { grantId, agentId, agentName, ownerId, validFrom, endsAt, lastUsedAt } = grant;
  const label = grantLabel(grant, reach(grant));
  return { grantId, agentId, agentName, ownerId, label, validFrom, endsAt, lastUsedAt };
}

function beyondCeiling(grant: Found, reach: Reach): WideGrant['beyond'] {
  const { ceilingId: profileId } = grant;
  if (profileId === null) return [];
  const within = new Set(reach({ profileId, toolId: null, pattern: null }));
  const beyond = reach(grant).filter((tool) => !within.has(tool));
  return beyond.map(({ id, serverName, name }) => ({ id, serverName, name }));
}
