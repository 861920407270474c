/**
 * Every way in which Surety refuses, in one table: stable code, HTTP status, JSON-RPC code and public sentence.
 * `docs/errors.md` is generated from it. Codes are `noun.reason` and are never renamed once shipped.
 * JSON-RPC codes of our own stand outside -32768…-32000, which the protocols reserve (JSON-RPC 2.0 §5.1).
 */
type Row = Readonly<{ status: number; rpc: number; sentence: string }>;
const row = (status: number, rpc: number, sentence: string): Row => ({ status, rpc, sentence });

export const refusals = {
  // requests in general
  'request.invalid': row(400, -32602, 'The request does not have the form that is asked for here.'),
  'request.not-found': row(404, -32601, 'There is nothing at this address.'),
  'request.too-large': row(413, -32600, 'The request body is larger than is accepted here.'),
  'request.cross-site': row(
    403,
    -31003,
    'A page of another site sent this request; only our own pages may change things.',
  ),
  'request.failed': row(500, -32603, 'Something went wrong on our side; it is logged under the request id.'),

  // people who sign in, and what their role lets them do
  'sign-in.required': row(401, -31001, 'Sign in first.'),
  'sign-in.link-invalid': row(401, -31001, 'This sign-in link is unknown, used or expired; ask for a new one.'),
  'role.missing': row(403, -31003, 'Your role does not allow this.'),

  // directory
  'person.unknown': row(404, -31004, 'There is no such person.'),
  'person.user-name-taken': row(409, -31009, 'Another person of this tenant already has this user name.'),
  'group.unknown': row(404, -31004, 'There is no such group.'),
  'group.name-taken': row(409, -31009, 'Another group of this source already has this display name.'),
  'source.unknown': row(404, -31004, 'There is no such identity source.'),
  'source.token-invalid': row(401, -31001, 'The provisioning token is missing, unknown, revoked or expired.'),

  // ledger
  'ledger.unavailable': row(503, -31503, 'The ledger cannot be written, so nothing is done that would go unrecorded.'),

  // fence
  'fence.not-fresh': row(503, -31503, 'This gateway cannot prove that its knowledge is current; try again shortly.'),
} as const satisfies Record<string, Row>;

export type RefusalCode = keyof typeof refusals;
