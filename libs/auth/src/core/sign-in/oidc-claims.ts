import type { Vouched } from './vouched.js';

/** A verified ID token's claims, told as every other vouching is (OIDC Core §2; `oid` and `acrs` are Entra's). */
export function vouchedByClaims(claims: Readonly<Record<string, unknown>>): Vouched {
  const values = Object.entries(claims).map(([name, value]) => [name, textsOf(value)] as const);
  return {
    values: new Map(values.filter(([, texts]) => texts.length > 0)),
    authenticatedAt: timeOf(claims['auth_time']),
    acr: [...textsOf(claims['acr']), ...textsOf(claims['acrs'])],
    amr: textsOf(claims['amr']),
    sessionIndex: textsOf(claims['sid'])[0] ?? null,
  };
}

/** A number of seconds that no calendar holds says nothing. */
function timeOf(seconds: unknown): Date | null {
  const time = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

function textsOf(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string' && one !== '') as string[];
}
