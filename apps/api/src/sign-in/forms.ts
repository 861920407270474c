import { z } from 'zod';
import {
  type IdentityProviderRow,
  type IdentityProviders,
  bindTargets,
  clientAuths,
  describeCertificate,
} from '@app/auth';
import { Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';

const Name = z.string().trim().min(1).max(200);
const Values = z.array(Name).max(20).default([]);

const recognition = {
  subjectFrom: Name.describe('Claim or attribute (`NameID` when persistent) that names the account and never changes.'),
  bindFrom: Name.describe('Claim or attribute that, at the first sign-in, must equal `bindTo` of one person.'),
  bindTo: z.enum(bindTargets).default('external_id'),
  strong: z
    .strictObject({ acr: Values, amr: Values })
    .default({ acr: [], amr: [] })
    .describe('What must be asserted where a fresh and strong proof is asked for; nothing named: never met.'),
};

export const Add = z.strictObject({ kind: z.enum(['saml', 'oidc']), name: Text, sourceId: Id });
export const SetUpSaml = z.strictObject({
  ...recognition,
  issuer: z.string().trim().min(1).max(1000).describe('Its entity id.'),
  ssoUrl: z.url().max(1000),
  certificates: z.array(z.string().max(20_000)).min(1).max(5).describe('PEM; two while it changes its key.'),
  audience: z.string().trim().min(1).max(1000).nullable().default(null).describe('Null: our entity id.'),
});
export const SetUpOidc = z.strictObject({
  ...recognition,
  issuer: z.url().max(1000),
  clientId: z.string().trim().min(1).max(500),
  clientAuth: z.enum(clientAuths),
  clientSecret: z.string().min(1).max(1000).optional().describe('Kept sealed; left out: the former one stays.'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .max(20)
    .default([]),
});
export const ReadMetadata = z.union([
  z.strictObject({ xml: z.string().max(1_000_000) }),
  z.strictObject({ url: z.url().max(1000) }),
]);
export const Discover = z.strictObject({ issuer: z.url().max(1000) });

const Certificate = z.object({ fingerprint: z.string().describe('SHA-256.'), endsAt: Time });
export const Metadata = z.object({
  issuer: z.string(),
  ssoUrl: z.string(),
  certificates: z.array(Certificate.extend({ pem: z.string() })),
});
export const Discovered = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  jwksUri: z.string(),
  algorithms: z.array(z.string()),
});

export const Provider = z.object({
  id: z.uuid(),
  kind: z.enum(['saml', 'oidc']),
  name: z.string(),
  sourceId: z.uuid(),
  state: z.enum(['active', 'disabled', 'removed']),
  issuer: z.string().nullable(),
  callbackUrl: z.string().describe('Its assertion consumer service (SAML) or redirect URI (OIDC).'),
  entityId: z.string().nullable().describe('For SAML: we; our metadata stands at this address.'),
  jwksUrl: z.string().nullable().describe('For `private_key_jwt`: our public key.'),
  hasSecret: z.boolean(),
  certificates: z.array(Certificate),
  settings: z.record(z.string(), z.unknown()).nullable(),
  createdAt: Time,
  changedAt: Time,
});
export const Identity = z.object({
  id: z.uuid(),
  subject: z.string(),
  personId: z.uuid(),
  displayName: z.string(),
  boundBy: z.enum(bindTargets),
  boundAt: Time,
});

/** A provider as administrators see it; no secret is in it. */
export function shown(provider: IdentityProviderRow, addresses: ReturnType<IdentityProviders['addresses']>) {
  const { kind, settings, sealedSecret } = provider;
  const {
    certificates = [],
    publicJwk = null,
    ...others
  } = (settings ?? {}) as Record<string, unknown> & {
    certificates?: readonly string[];
    publicJwk?: unknown;
  };
  const { id, name, sourceId, state, issuer, createdAt, changedAt } = provider;
  return {
    id,
    kind,
    name,
    sourceId,
    state,
    issuer,
    createdAt,
    changedAt,
    callbackUrl: addresses.callbackUrl,
    entityId: kind === 'saml' ? addresses.entityId : null,
    jwksUrl: publicJwk === null ? null : addresses.jwksUrl,
    hasSecret: sealedSecret !== null,
    certificates: certificates.map(describeCertificate),
    settings: settings && others,
  };
}
