import type { Blueprint } from './blueprint.js';

const DAY_MS = 86_400_000;
export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/** What an agent of a class wants to be; what is absent is not asked for. */
export type Wanted = Readonly<{
  kind?: string;
  environment?: string;
  expiresAt?: Date;
  nextReviewAt?: Date;
  dormantAfterDays?: number | null;
  credentialExpiresAt?: Date;
}>;

/** What goes beyond the class, by the name of the limit, or null. */
export function beyond(blueprint: Blueprint, wanted: Wanted, now: Date): string | null {
  const later = (at: Date | undefined, days: number): boolean => at !== undefined && at > daysAfter(now, days);
  const { dormantAfterDays: dormancy } = wanted;
  if (wanted.kind !== undefined && wanted.kind !== blueprint.kind) return 'kind';
  if (wanted.environment !== undefined && wanted.environment !== blueprint.environment) return 'environment';
  if (later(wanted.expiresAt, blueprint.maxTermDays)) return 'expiresAt';
  if (later(wanted.nextReviewAt, blueprint.reviewEveryDays)) return 'nextReviewAt';
  if (dormancy !== undefined && (dormancy === null || dormancy > blueprint.dormantAfterDays)) return 'dormantAfterDays';
  if (later(wanted.credentialExpiresAt, blueprint.maxCredentialDays)) return 'credentialExpiresAt';
  return null;
}
