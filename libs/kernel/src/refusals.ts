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
  'request.verb-not-allowed': row(405, -32601, 'This address knows other verbs than this one; `Allow` names them.'),
  'request.too-large': row(413, -32600, 'The request body is larger than is accepted here.'),
  'request.cross-site': row(
    403,
    -31003,
    'A page of another site sent this request; only our own pages may change things.',
  ),
  'database.unavailable': row(503, -31503, 'The database cannot be reached or did not answer in time; try again soon.'),
  'request.failed': row(500, -32603, 'Something went wrong on our side; it is logged under the request id.'),

  // people who sign in, and what their role lets them do
  'sign-in.required': row(401, -31001, 'Sign in first.'),
  'sign-in.link-invalid': row(401, -31001, 'This sign-in link is unknown, used or expired; ask for a new one.'),
  'role.missing': row(403, -31003, 'Your role does not allow this.'),

  // access tokens
  'token.missing': row(401, -31001, 'An access token is needed here.'),
  'token.invalid': row(401, -31001, 'The access token was not issued for this gateway, or was altered.'),
  'token.expired': row(401, -31001, 'The access token has expired; ask for a new one.'),

  // directory
  'person.unknown': row(404, -31004, 'There is no such person.'),
  'person.user-name-taken': row(409, -31009, 'Another person of this tenant already has this user name.'),
  'person.external-id-taken': row(409, -31009, 'Another person of this source already has this externalId.'),
  'hold.unknown': row(404, -31004, 'There is no such hold of this person that is still open.'),
  'breaker.not-open': row(409, -31009, 'Nothing of this source is held back for having too many leavers.'),
  'group.unknown': row(404, -31004, 'There is no such group.'),
  'group.name-taken': row(409, -31009, 'Another group of this source already has this display name.'),
  'group.member-unknown': row(400, -32602, 'A member must be a person of the same source who exists.'),
  'source.name-taken': row(409, -31009, 'Another identity source of this tenant already has this name.'),
  'source.unknown': row(404, -31004, 'There is no such identity source.'),
  'source.setting-invalid': row(400, -32602, 'The identity source cannot be set like this.'),
  'source.two-tokens': row(409, -31009, 'The identity source has two live tokens already; withdraw one of them first.'),
  'source.token-unknown': row(404, -31004, 'The identity source has no such live token.'),
  'source.rate-limited': row(429, -31029, 'The identity source asks more often than it may; try again a little later.'),
  'source.extension-invalid': row(400, -32602, 'A schema of the source’s own does not have the form of RFC 7643 §7.'),
  'source.mapping-invalid': row(400, -32602, 'The mapping names something that the source cannot state.'),
  'source.token-invalid': row(401, -31001, 'The provisioning token is missing, unknown, revoked or expired.'),

  // SCIM (RFC 7644 §3.12); libs/scim maps the codes to scimType
  'scim.invalid-filter': row(400, -32602, 'The filter cannot be used.'),
  'scim.invalid-path': row(400, -32602, 'The path of a PATCH operation cannot be used.'),
  'scim.invalid-value': row(400, -32602, 'A value is missing or does not have the form its attribute asks for.'),
  'scim.invalid-syntax': row(400, -32602, 'The message does not have the structure that SCIM asks for.'),
  'scim.no-target': row(400, -32602, 'A PATCH operation names nothing that it could apply to.'),
  'scim.mutability': row(400, -32602, 'An attribute that cannot be changed or removed was to be.'),
  'scim.too-many': row(400, -32602, 'The request holds more operations or values than are accepted at once.'),
  'scim.precondition-required': row(428, -31009, 'This change names, in If-Match, the version that it is made to.'),
  'scim.precondition-failed': row(412, -31009, 'The resource is not in the version that the request asks for.'),
  'scim.cursor-invalid': row(400, -32602, 'The cursor was not given out for this query.'),
  'scim.cursor-expired': row(400, -32602, 'The cursor is too old; begin again at the first page.'),
  'scim.count-invalid': row(400, -32602, 'The count of a page must be a whole number.'),
  'scim.version-unknown': row(400, -32602, 'SCIM is spoken here in version 2 only, at /scim/v2.'),
  'scim.me-of-nobody': row(501, -32601, 'An identity source is no person, so it has no /Me (RFC 7644 §3.11).'),
  'scim.me-read-only': row(403, -31003, 'Your own record is changed by your identity provider only.'),
  'scim.bulk-too-large': row(413, -32600, 'The bulk request holds more operations than are accepted at once.'),
  'scim.bulk-reference': row(409, -31009, 'A bulkId does not lead to a resource that this request created.'),
  'scim.discovery-filter': row(403, -31003, 'Discovery documents cannot be filtered (RFC 7644 §4).'),

  // agents
  'agent.unknown': row(404, -31004, 'There is no such agent.'),
  'agent.user-name-taken': row(409, -31009, 'Another agent of this source already has this agentUserName.'),
  'agent.external-id-taken': row(409, -31009, 'Another agent of this source already has this externalId.'),
  'agent.name-taken': row(409, -31009, 'Another agent already has this name.'),
  'agent.owner-inactive': row(409, -31009, 'The person who is to answer for the agent is not active.'),
  'agent.owner-not-proposed': row(
    403,
    -31003,
    'Only the person whom its identity provider names can accept the agent.',
  ),
  'agent.deputy-invalid': row(409, -31009, 'The deputy must be an active person other than the owner.'),
  'agent.deputy-missing': row(409, -31009, 'A tool that writes or may write needs an agent with a deputy.'),
  'agent.term-invalid': row(409, -31009, 'An expiry or review date of the agent or its key is not in the future.'),
  'agent.key-invalid': row(400, -32602, 'The key is not a public key that an agent may prove itself by.'),
  'agent.key-taken': row(409, -31009, 'This key is bound to the agent already.'),
  'agent.credential-missing': row(409, -31009, 'The agent has no live credential.'),
  'agent.suspended': row(409, -31009, 'The agent is suspended; every cause must be cleared first.'),
  'agent.retired': row(409, -31009, 'The agent is retired for good.'),
  'agent.illegal-move': row(409, -31009, 'The agent cannot go from its state to that one.'),
  'agent.reason-missing': row(400, -32602, 'A reason must be given.'),

  // succession, receipts, notifications
  'succession.unknown': row(404, -31004, 'There is no such search for a successor.'),
  'succession.not-yours': row(403, -31003, 'Another person is asked to answer for this agent.'),
  'succession.closed': row(409, -31009, 'The search for a successor no longer waits for this.'),
  'succession.owner-back': row(409, -31009, 'The owner of the agent is back, so nobody needs to succeed.'),
  'succession.held': row(
    409,
    -31009,
    'Too many people of this source left at once; nothing is handed over until somebody has looked into it.',
  ),
  'succession.not-attested': row(400, -32602, 'Whoever accepts an agent attests that they have looked at it.'),
  'succession.nominee-unfit': row(409, -31009, 'Only an active person other than the leaver can be nominated.'),
  'receipt.unknown': row(404, -31004, 'There is no such receipt.'),
  'webhook.unknown': row(404, -31004, 'There is no such webhook.'),
  'webhook.address-invalid': row(
    400,
    -32602,
    'A webhook needs an https address without credentials in it; http only on this machine.',
  ),

  // access
  'tool.not-available': row(409, -31009, 'The tool is held back or removed, so nothing can be granted on it.'),
  'profile.unknown': row(404, -31004, 'There is no such access profile.'),
  'profile.name-taken': row(409, -31009, 'Another access profile already has this name.'),
  'grant.unknown': row(404, -31004, 'There is no such grant that is still in force.'),
  'grant.condition-invalid': row(400, -32602, 'The condition does not fit the tool.'),
  'binding.unknown': row(404, -31004, 'There is no such binding that is still in force.'),
  'binding.value-taken': row(409, -31009, 'The source hands out another profile by this value already.'),
  'assignment.bound': row(409, -31009, 'The assignment follows from what a source says; end the binding instead.'),
  'assignment.unknown': row(404, -31004, 'There is no such assignment that is still in force.'),

  // reviews
  'campaign.unknown': row(404, -31004, 'There is no such campaign.'),
  'campaign.illegal-move': row(409, -31009, 'The campaign cannot do this in its state.'),
  'campaign.scope-empty': row(409, -31009, 'There is nothing to review in the scope of the campaign.'),
  'campaign.deadline-past': row(409, -31009, 'The deadline of the campaign must lie in the future.'),
  'campaign.no-independent-reviewer': row(409, -31009, 'No independent active person can decide on this agent.'),
  'campaign.sign-off-not-yours': row(403, -31003, 'Only the creator of the campaign or an administrator signs it off.'),
  'review-item.unknown': row(404, -31004, 'There is no such review item.'),
  'review-item.not-yours': row(403, -31003, 'Another person is asked to decide on this item.'),
  'review-item.not-independent': row(403, -31003, 'You are not independent of the access under review.'),
  'review-item.changed': row(409, -31009, 'The item was changed in the meantime; look at it again.'),
  'review-item.comment-missing': row(400, -32602, 'A revocation needs a comment.'),

  // catalog
  'server.unknown': row(404, -31004, 'There is no such MCP server.'),
  'server.invalid': row(400, -32602, 'The MCP server cannot be registered like this.'),
  'server.name-taken': row(409, -31009, 'Another MCP server of this tenant already has this name.'),
  'tool.unknown': row(404, -31004, 'There is no such tool.'),
  'tool.definition-changed': row(409, -31009, 'The tool has another definition by now; look at that one first.'),

  // connections to upstream MCP servers
  'upstream.unavailable': row(
    502,
    -31502,
    'The server behind this tool cannot be reached; the call was not carried out.',
  ),
  'upstream.lost': row(502, -31502, 'The connection broke during the call; whether it was carried out is not known.'),
  'upstream.timeout': row(504, -31504, 'The server behind this tool did not answer in time; the call was cancelled.'),
  'upstream.unusable': row(502, -31502, 'The server behind this tool gave an answer that cannot be passed on.'),

  // ledger
  'ledger.unavailable': row(503, -31503, 'The ledger cannot be written, so nothing is done that would go unrecorded.'),
  'ledger.entry-too-large': row(413, -32600, 'What would be recorded of this is longer than one ledger entry.'),
  'ledger.value-invalid': row(400, -32602, 'A value cannot be recorded, because JSON does not carry it exactly.'),

  'ledger.empty': row(409, -31009, 'Nothing has been recorded yet, so there is nothing to export.'),

  // fence
  'fence.not-fresh': row(503, -31503, 'This gateway cannot prove that its knowledge is current; try again shortly.'),
  'principal.unknown': row(404, -31004, 'There is no such person or agent on the fence.'),
  'principal.ended': row(409, -31009, 'This person or agent has ended for good, or never was, and cannot act again.'),

  // jobs
  'dead-letter.unknown': row(404, -31004, 'There is no such undelivered message.'),

  // security event streams and what comes by them; libs/signals maps the codes to those of RFC 8935
  'signal-stream.unknown': row(404, -31004, 'There is no such signal stream.'),
  'signal-stream.invalid': row(400, -32602, 'The signal stream cannot be set up like this.'),
  'signal-stream.illegal-move': row(409, -31009, 'The signal stream cannot do this in its state.'),
  'signal-stream.token-invalid': row(401, -31001, 'The token of the signal stream is missing, wrong or withdrawn.'),
  'signal.malformed': row(400, -32602, 'This is not a security event token that can be read.'),
  'signal.key-invalid': row(400, -32602, 'The security event token is not signed by a key of its transmitter.'),
  'signal.issuer-invalid': row(400, -32602, 'The security event token was issued by another transmitter.'),
  'signal.audience-invalid': row(400, -32602, 'The security event token is meant for somebody else.'),
  'signal.untimely': row(400, -32602, 'The security event token was issued at a time that cannot be accepted.'),
  'signal.replayed': row(400, -32602, 'Another security event token with the same jti was accepted before.'),
  'signal.stream-paused': row(400, -32602, 'The signal stream is paused; what is sent now is not taken.'),
  'signal.transmitter-unavailable': row(503, -31503, 'The transmitter cannot be read now; try again later.'),

  // gateway
  'token.revoked': row(
    401,
    -31001,
    'A person or agent this token stands for may no longer act, or the token is older.',
  ),
  'request.wrong-host': row(403, -31003, 'This address does not serve requests for that host or from that origin.'),
} as const satisfies Record<string, Row>;

export type RefusalCode = keyof typeof refusals;
