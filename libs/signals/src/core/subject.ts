import { isObject } from '@app/kernel';

/**
 * One way to find the person that a subject identifier means. `id`: an identifier of the transmitter's own, compared
 * by the source's matching rules. `resource`: a SCIM id, which may be ours or the transmitter's own.
 */
export type Clue = Readonly<{ by: 'id' | 'external-id' | 'user-name' | 'email' | 'resource'; value: string }>;

const MOST_ALIASES = 20;
const LONGEST = 600;

/**
 * Reads a subject identifier (RFC 9493, SSF 1.0 §3, RFC 9967 §2.2). Nothing is guessed: formats that name no person of
 * a directory (phone_number, did, jwt_id, saml_assertion_id, a device or session alone) give no clue.
 * @param issuers whose `iss_sub` subjects are meant to be known here
 */
export function cluesOf(subject: unknown, issuers: readonly string[]): Clue[] {
  if (!isObject(subject)) return [];
  const format = subject['format'] ?? subject['subject_type'];
  if (format === 'aliases') {
    const identifiers = Array.isArray(subject['identifiers']) ? subject['identifiers'].slice(0, MOST_ALIASES) : [];
    return identifiers.flatMap((each) => simple(each, issuers));
  }
  // early drafts, and transmitters that follow them, leave the format of a complex subject out
  if (format === 'complex' || (format === undefined && 'user' in subject)) return cluesOfUser(subject['user'], issuers);
  return simple(subject, issuers);
}

const cluesOfUser = (user: unknown, issuers: readonly string[]): Clue[] =>
  isObject(user) && !('user' in user) ? cluesOf(user, issuers) : [];

function simple(subject: unknown, issuers: readonly string[]): Clue[] {
  if (!isObject(subject)) return [];
  const { format, subject_type, email, iss, sub, id, uri } = subject;
  switch (format ?? subject_type) {
    case 'email':
      return clue('email', email);
    case 'iss_sub':
    case 'iss-sub':
      return typeof iss === 'string' && issuers.includes(iss) ? clue('id', sub) : [];
    case 'opaque':
      return clue('id', id);
    case 'account':
      return typeof uri === 'string' && /^acct:/i.test(uri) ? clue('user-name', uri.slice(5)) : [];
    case 'scim':
      return scim(subject);
    default:
      return [];
  }
}

/** RFC 9967 §2.2: `externalId` says it best; the SCIM id stands in `id`, or at the end of `uri`. */
function scim({ externalId, id, uri }: Readonly<Record<string, unknown>>): Clue[] {
  const path = typeof uri === 'string' ? /\/([A-Za-z]+)\/([^/?#]+)$/.exec(uri) : null;
  if (path && path[1] !== 'Users') return [];
  const resource = id ?? decoded(path?.[2]);
  return [...clue('external-id', externalId), ...clue('resource', resource)];
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

const clue = (by: Clue['by'], value: unknown): Clue[] =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST && !value.includes('\0') ? [{ by, value }] : [];
