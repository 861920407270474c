import { X509Certificate, createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { upstreamUrl } from './address.js';

const text = z.string().min(1).max(10_000);
const shortText = z.string().max(8000);
const error = 'visible ASCII';
/** RFC 9110 §5.5 without what would end the line. */
const headerValue = shortText.regex(/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/, { error });
const pem = z.string().max(50_000);

/** What one server is shown of us. Whoever sets it never reads it again. */
export const secretForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), token: shortText.regex(/^[\x21-\x7e]+$/, { error }) }),
  z.strictObject({
    kind: z.literal('header'),
    name: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/),
    value: headerValue,
  }),
  z.strictObject({
    kind: z.literal('oauth'),
    tokenUrl: z.url({ protocol: /^https?$/ }).max(2000),
    clientId: text,
    method: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt']),
    clientSecret: text.optional(),
    privateKey: pem.optional().describe('PKCS #8, for private_key_jwt.'),
    keyId: text.optional(),
    algorithm: z.enum(['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA']).optional(),
    audience: text.optional().describe('`aud` of the assertion; the token URL when left out.'),
    scope: text.optional(),
    resource: z.url().max(2000).optional().describe('RFC 8707; the address of the server when left out.'),
  }),
  z.strictObject({ kind: z.literal('mtls'), cert: pem, key: pem, ca: pem.optional() }),
  z.strictObject({
    kind: z.literal('environment'),
    values: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/), z.string().max(32_000)),
  }),
]);
export type Secret = Readonly<z.infer<typeof secretForm>>;
export type SecretKind = Secret['kind'];

/** What a server is shown in one place; of each it has one. */
export const slots = ['authorization', 'header', 'certificate', 'environment'] as const;
export type Slot = (typeof slots)[number];

export function slotOf(secret: Secret): Slot {
  if (secret.kind === 'mtls') return 'certificate';
  if (secret.kind === 'environment') return 'environment';
  const isAuthorization = secret.kind !== 'header' || secret.name.toLowerCase() === 'authorization';
  return isAuthorization ? 'authorization' : 'header';
}

/** Headers of the protocol and of the connection are ours. */
const ours =
  /^(accept|accept-encoding|connection|content-.*|expect|host|keep-alive|last-event-id|mcp-.*|origin|proxy-.*|te|trailer|transfer-encoding|upgrade|traceparent|tracestate)$/;

/** What is wrong with it at this time, in words that hold nothing of it; null when it can be used. */
export function faultIn(secret: Secret, now: Date): string | null {
  if (secret.kind === 'header' && ours.test(secret.name.toLowerCase())) return 'this header is set by Surety itself';
  if (secret.kind === 'environment') return faultInEnvironment(secret.values);
  if (secret.kind === 'oauth') {
    // it is shown to people, and whatever stands in it with it
    if (!upstreamUrl(secret.tokenUrl)) return 'tokenUrl: http or https, without credentials and fragment';
    const isByKey = secret.method === 'private_key_jwt';
    if ((secret.clientSecret === undefined) !== isByKey) return `clientSecret is ${isByKey ? 'not ' : ''}needed`;
    if ((secret.privateKey === undefined) === isByKey) return `privateKey is ${isByKey ? '' : 'not '}needed`;
    return secret.privateKey === undefined || keyIn(secret.privateKey) ? null : 'privateKey: PKCS #8 in PEM';
  }
  return secret.kind === 'mtls' ? faultInCertificate(secret, now) : null;
}

/** Variables by which a program would run another one than was approved. */
const loading =
  /^(LD_.*|DYLD_.*|NODE_OPTIONS|PATH|PYTHONPATH|PYTHONSTARTUP|PERL5LIB|RUBYOPT|JAVA_TOOL_OPTIONS|BASH_ENV|ENV)$/;

function faultInEnvironment(values: Readonly<Record<string, string>>): string | null {
  const names = Object.keys(values);
  if (names.length === 0 || names.length > 50) return 'from 1 to 50 variables';
  const barred = names.find((name) => loading.test(name) || name.startsWith('SURETY_'));
  if (barred) return `${barred} cannot be given`;
  return Object.values(values).some((value) => value.includes('\0')) ? 'a value with NUL' : null;
}

function faultInCertificate({ cert, key, ca }: Extract<Secret, { kind: 'mtls' }>, now: Date): string | null {
  const certificate = certificateIn(cert);
  const privateKey = keyIn(key);
  if (!certificate) return 'cert: a certificate in PEM';
  if (!privateKey) return 'key: a private key in PEM';
  if (ca !== undefined && !certificateIn(ca)) return 'ca: certificates in PEM';
  if (!certificate.checkPrivateKey(privateKey)) return 'the key is not that of the certificate';
  return new Date(certificate.validTo) <= now ? 'the certificate has expired' : null;
}

/** What may be seen of it. */
export function shownOf(secret: Secret): Record<string, string> {
  switch (secret.kind) {
    case 'bearer':
      return {};
    case 'header':
      return { name: secret.name };
    case 'environment':
      return { names: Object.keys(secret.values).sort().join(' ') };
    case 'oauth': {
      const { tokenUrl, clientId, method, scope } = secret;
      return { tokenUrl, clientId, method, ...(scope !== undefined && { scope }) };
    }
    case 'mtls': {
      const certificate = certificateIn(secret.cert);
      return certificate
        ? { subject: certificate.subject, validTo: certificate.validTo, fingerprint: certificate.fingerprint256 }
        : {};
    }
  }
}

function certificateIn(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}

function keyIn(text: string) {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}
