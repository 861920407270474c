import type { Assurance } from './condition/types.js';

/** The sign-in that meets both, or null when none does. */
export function both(a: Assurance, b: Assurance): Assurance | null {
  const acr = a.acr && b.acr ? a.acr.filter((value) => b.acr?.includes(value)) : (a.acr ?? b.acr);
  if (acr?.length === 0) return null;
  const maxAge = Math.min(a.maxAge ?? Infinity, b.maxAge ?? Infinity);
  return { ...(acr && { acr }), ...(maxAge < Infinity && { maxAge }) };
}
