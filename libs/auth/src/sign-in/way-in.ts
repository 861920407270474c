import type { Vouched } from '../core/sign-in/vouched.js';
import type { IdentityProviderRow } from './identity-provider.row.js';

/** What a browser brought back from its identity provider. */
export type Answer = Readonly<{ method: 'POST'; form: unknown }> | Readonly<{ method: 'GET'; query: URLSearchParams }>;

/** Where a browser is sent, and what must come back with it; that part is kept sealed. */
export type Departure = Readonly<{ url: string; remembered: string }>;

/** Somebody who is vouched for. `once`: by something that must not be used again, and until when that is remembered. */
export type Arrival = Vouched & Readonly<{ once?: Readonly<{ id: string; expiresAt: Date }> }>;

/** A protocol by which people sign in. Both ends are asked about one attempt of one browser. */
export interface WayIn {
  /** @param stepUp whether the person must prove themselves anew, and strongly */
  depart(provider: IdentityProviderRow, stepUp: boolean): Promise<Departure>;
  /** @throws Refusal `sign-in.response-invalid`, `sign-in.denied`, `identity-provider.unavailable` */
  arrive(provider: IdentityProviderRow, remembered: string, answer: Answer): Promise<Arrival>;
}

/** Our own addresses as one provider knows them; no two providers share any. */
export const ourAddresses = (publicUrl: string, providerId: string) => {
  const base = `${publicUrl}/sign-in/${providerId}`;
  return { callbackUrl: `${base}/callback`, entityId: `${base}/metadata`, jwksUrl: `${base}/jwks` };
};
