import { newId, nameOf, Refusal } from '@app/kernel';
import { ToolRow } from '@app/catalog';
import type { WriteTx } from '@app/database';
import { In, IsNull } from 'typeorm';
import { profileDifference } from '../core/profile-difference.js';
import { grantable, type Granted, type GrantValues } from '../grants/grantable.js';
import { ProfileGrantRow } from './profile-grant.row.js';
import { ProfileVersionRow } from './profile-version.row.js';

/** `ifVersion`: the version that was looked at; another one is refused. */
export type Change = Readonly<{ ifVersion?: number | undefined; reason?: string | undefined }>;

/**
 * One change of content is one version; writers of one profile follow one another on its row.
 * @throws Refusal profile.unknown, profile.changed
 */
export async function raiseVersion(tx: WriteTx, profileId: string, change: Change, at: Date): Promise<number> {
  const { ifVersion = null, reason = '' } = change;
  const [rows] = await tx.query<[{ version: number }[], number]>(
    `UPDATE access_profile SET version = version + 1 WHERE id = $1 AND ($2::integer IS NULL OR version = $2)
     RETURNING version`,
    [profileId, ifVersion],
  );
  const version = rows[0]?.version;
  if (version === undefined) {
    const [known] = await tx.query<unknown[]>('SELECT 1 FROM access_profile WHERE id = $1', [profileId]);
    throw new Refusal(known ? 'profile.changed' : 'profile.unknown');
  }
  await tx.insert(ProfileVersionRow, { profileId, version, at, by: nameOf(tx.actor), reason });
  return version;
}

/** @throws Refusal tool.unknown, tool.not-available, grant.condition-invalid, grant.selects-invalid */
export async function addGrant(tx: WriteTx, profileId: string, granted: Granted, at: Date): Promise<ProfileGrantRow> {
  const { values } = await grantable(tx, granted);
  if ((values.toolId === null) === (values.pattern === null)) throw new Refusal('grant.selects-invalid');
  const begun = { validFrom: at, validTo: null, endedBecause: null };
  const grant = tx.create(ProfileGrantRow, { ...values, id: newId(), profileId, ...begun });
  await tx.insert(ProfileGrantRow, grant);
  tx.record({ action: 'profile.granted', subject: profileId, detail: { grantId: grant.id, ...values } });
  return grant;
}

/** Under the profile's lock. @returns the grants that end, and those that are to be added */
export async function differenceTo(tx: WriteTx, profileId: string, grants: readonly Granted[]) {
  const held = await tx.find(ProfileGrantRow, { where: { profileId, endedBecause: IsNull() }, order: { id: 'ASC' } });
  const tools = await tx.findBy(ToolRow, { id: In(held.flatMap(({ toolId }) => toolId ?? [])) });
  const accepted = new Map(tools.map(({ id, acceptedHashes }) => [id, acceptedHashes]));
  const isCurrent = ({ toolId, definitionHash }: ProfileGrantRow): boolean =>
    toolId === null || (definitionHash !== null && accepted.get(toolId)?.includes(definitionHash) === true);
  return profileDifference(held, grants.map(complete), isCurrent);
}

export async function endGrants(tx: WriteTx, grants: readonly ProfileGrantRow[], at: Date): Promise<void> {
  const ids = grants.map(({ id }) => id);
  await tx.query(
    `UPDATE profile_grant SET valid_to = greatest(valid_from, $2), ended_because = 'replaced'
     WHERE id = ANY ($1::uuid[]) AND ended_because IS NULL`,
    [ids, at],
  );
  for (const { id, profileId, toolId } of grants) {
    tx.record({ action: 'profile.grant-ended', subject: profileId, detail: { grantId: id, toolId } });
  }
}

const complete = (granted: Granted): Omit<GrantValues, 'definitionHash'> => ({
  toolId: granted.toolId ?? null,
  pattern: granted.pattern ?? null,
  effect: granted.effect,
  condition: granted.condition ?? null,
  budget: granted.budget ?? null,
  obligations: granted.obligations ?? [],
});
