import type { SignInMethod } from './session.js';

/** How fresh a sign-in must be for what is dangerous, and, unless empty, which acr or amr values count as strong. */
export type StepUpRule = Readonly<{ seconds: number; means: readonly string[] }>;

export const usualStepUp: StepUpRule = { seconds: 300, means: [] };

/** Clocks of identity providers may run ahead of ours by so much. */
const SKEW_S = 60;

type Proof = Readonly<{
  method: SignInMethod | 'api_token';
  authenticatedAt: Date;
  acr: string | null;
  amr: readonly string[];
}>;

/**
 * Whether somebody proved themselves recently and strongly enough (RFC 9470). A break-glass session always did: it is
 * short, opened by a security key, and cannot be renewed.
 */
export function isFresh(
  { method, authenticatedAt, acr, amr }: Proof,
  { seconds, means }: StepUpRule,
  now: Date,
): boolean {
  if (method === 'api_token') return false;
  if (method === 'break_glass') return true;
  const age = (now.getTime() - authenticatedAt.getTime()) / 1000;
  if (!(age <= seconds && age >= -SKEW_S)) return false;
  return means.length === 0 || [acr, ...amr].some((said) => said !== null && means.includes(said));
}

/** RFC 9470 §3: what the caller must bring. */
export const stepUpChallenge = ({ seconds, means }: StepUpRule): string =>
  ['Bearer error="insufficient_user_authentication"', `max_age="${seconds}"`]
    .concat(means.length === 0 ? [] : [`acr_values="${means.join(' ')}"`])
    .join(', ');
