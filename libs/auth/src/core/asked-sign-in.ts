/** How a client wants the person to have signed in (OIDC Core §3.1.2.1, RFC 9470 §4); `maxAge` in seconds. */
export type AskedSignIn = Readonly<{ maxAge: number | null; acr: readonly string[] }>;

/**
 * Parameters of the authorization endpoint, and under which names they go through the library, which keeps the usual
 * ones for scope `openid`. RFC 9470 §4 has them for any scope.
 */
export const signInParameters = { max_age: 'wanted_max_age', acr_values: 'wanted_acr_values' } as const;

type Params = Readonly<Record<string, unknown>>;
type Proof = Readonly<{ authenticatedAt: Date; acr: string | null }>;

export const isMaxAge = (text: string): boolean => /^\d{1,9}$/.test(text);

export function askedSignIn({ wanted_max_age: age, wanted_acr_values: acr }: Params): AskedSignIn {
  return {
    maxAge: typeof age === 'string' && isMaxAge(age) ? Number(age) : null,
    acr: typeof acr === 'string' ? acr.split(' ').filter((each) => each !== '') : [],
  };
}

/**
 * Null: the sign-in is what the client asked for. One since the client asked is never too old, or nobody could ever be
 * quick enough for a short `max_age`.
 * @param asked when the client did
 */
export function shortOf({ maxAge, acr }: AskedSignIn, proof: Proof, asked: Date, now: Date): 'old' | 'weak' | null {
  const age = now.getTime() - proof.authenticatedAt.getTime();
  if (maxAge !== null && age > maxAge * 1000 && proof.authenticatedAt < asked) return 'old';
  return acr.length > 0 && !acr.includes(proof.acr ?? '') ? 'weak' : null;
}
