import type { Vouched } from './vouched.js';

/** A verified ID token's claims, told as every other vouching is (OIDC Core §2; `oid` and `acrs` are Entra's). */
export function vouchedByClaims(claims: Readonly<Record<string, unknown>>): Vouched {
  const { auth_time: time } = claims;
  const values = Object.entries(claims).map(([name, value]) => [name, textsOf(value)] as const);
  return {
    values: new Map(values.filter(([, texts]) => texts.length > 0)),
    authenticatedAt: typeof time === 'number' && Number.isFinite(time) ? new Date(time * 1000) : null,
    acr: [...textsOf(claims['acr']), ...textsOf(claims['acrs'])],
    amr: textsOf(claims['amr']),
    sessionIndex: textsOf(claims['sid'])[0] ?? null,
  };
}

function textsOf(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string' && one !== '') as string[];
}
