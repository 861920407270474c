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
  'sign-in.link-for-admin': row(403, -31003, 'Administrators get their sign-in links from the command line.'),
  'request.csrf': row(403, -31003, 'A change by a signed-in browser needs the x-csrf-token of its session.'),
  'session.unknown': row(404, -31004, 'There is no such session.'),
  'session.step-up-required': row(401, -31001, 'This needs a fresh sign-in; sign in again and repeat it.'),
  'sign-in.attempt-unknown': row(
    400,
    -32602,
    'This sign-in was not begun in this browser, is used up, or took too long; begin again.',
  ),
  'sign-in.response-invalid': row(401, -31001, 'The answer of the identity provider cannot be believed.'),
  'sign-in.replayed': row(401, -31001, 'The answer of the identity provider was used before.'),
  'sign-in.denied': row(403, -31003, 'The identity provider did not sign this person in.'),
  'sign-in.person-unknown': row(403, -31003, 'The identity provider vouches for somebody whom nobody here knows.'),
  'sign-in.person-inactive': row(403, -31003, 'This person may not act now.'),
  'sign-in.identity-taken': row(
    403,
    -31003,
    'This person is bound to another account of the identity provider; an administrator must end that first.',
  ),
  'sign-in.step-up-unmet': row(403, -31003, 'The identity provider did not prove the person anew and strongly.'),
  'identity-provider.unknown': row(404, -31004, 'There is no such identity provider.'),
  'identity-provider.name-taken': row(409, -31009, 'Another identity provider already has this name.'),
  'identity-provider.invalid': row(400, -32602, 'The identity provider cannot be set up like this.'),
  'identity-provider.unavailable': row(503, -31503, 'The identity provider cannot be read now; try again later.'),
  'identity.unknown': row(404, -31004, 'There is no such binding of an account to a person.'),
  'role.missing': row(403, -31003, 'Your role does not allow this.'),
  'role.unknown': row(404, -31004, 'There is no such role assignment that is still in force.'),
  'role.self': row(403, -31003, 'Nobody gives a role to themselves.'),
  'role.last-admin': row(409, -31009, 'The last administrator stays until there is another one for good.'),
  'role.term-invalid': row(400, -32602, 'A role must end later than it begins, and not in the past.'),
  'api-token.invalid': row(401, -31001, 'The API token is unknown, expired, withdrawn, or its owner may not act.'),
  'api-token.unknown': row(404, -31004, 'There is no such API token that is still good.'),
  'api-token.scope-missing': row(403, -31003, 'The API token was not given the scope for this.'),
  'api-token.not-here': row(403, -31003, 'This is for people who are present; API tokens do not open it.'),
  'api-token.term-invalid': row(400, -32602, 'An API token ends in the future, within a year.'),
  'break-glass.refused': row(401, -31001, 'This way in is closed, or name, password or security key are wrong.'),
  'break-glass.too-many': row(429, -31029, 'Too many attempts; wait a quarter of an hour.'),
  'break-glass.unknown': row(404, -31004, 'There is no such break-glass account.'),
  'break-glass.two-accounts': row(409, -31009, 'There are two break-glass accounts already.'),
  'break-glass.not-by-itself': row(403, -31003, 'A break-glass session does not open the way for another one.'),
  'break-glass.no-key': row(409, -31009, 'The account has no security key yet.'),
  'bootstrap.refused': row(401, -31001, 'The set-up token is unknown, used or expired.'),

  // access tokens
  'token.missing': row(401, -31001, 'An access token is needed here.'),
  'token.invalid': row(401, -31001, 'The access token was not issued for this gateway, or was altered.'),
  'token.unproven': row(
    401,
    -31001,
    'The access token is bound to a key, and the proof of that key is missing or bad.',
  ),
  'token.scope-short': row(403, -31003, 'The access token does not carry the scope that is needed here.'),
  'token.expired': row(401, -31001, 'The access token has expired; ask for a new one.'),

  // OAuth clients that people connect
  'client-rule.unknown': row(404, -31004, 'There is no such client rule that is in force.'),
  'client-rule.invalid': row(400, -32602, 'A client rule cannot be made like this.'),
  'client-rule.exists': row(409, -31009, 'A client rule for this is in force already; end that one first.'),
  'client.unknown': row(404, -31004, 'There is no such client.'),
  'client.not-allowed': row(403, -31003, 'No rule lets people connect this client; ask an administrator.'),
  'interaction.unknown': row(404, -31004, 'Nothing waits for your decision here; start again from the client.'),
  'connection.unknown': row(404, -31004, 'You have connected no such client.'),
  'client.redirect-invalid': row(400, -32602, 'A client cannot have its codes sent to this address.'),
  'client.registration-off': row(409, -31009, 'Clients do not register themselves here with a token.'),
  'oauth.rate-limited': row(429, -31029, 'Too many attempts from this address; try again a little later.'),

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
  'agent.approval-not-yours': row(403, -31003, 'Nobody approves an agent that they answer for themselves.'),
  'agent.technical-owner-invalid': row(409, -31009, 'The technical owner must be an active person.'),
  'agent.parent-invalid': row(409, -31009, 'An agent can only be part of a living agent of the same owner.'),
  'agent.parent-too-deep': row(409, -31009, 'Agents are parts of one another over at most four levels.'),
  'agent.wider-than-parent': row(409, -31009, 'A part of an agent cannot go beyond the agent that it is part of.'),
  'agent.wider-than-blueprint': row(409, -31009, 'The agent cannot go beyond the blueprint that it was made from.'),
  'agent.credentials-full': row(409, -31009, 'The agent has two live credentials of this kind; withdraw one first.'),
  'agent.not-attested': row(400, -32602, 'Whoever does this attests that they have looked at the agent.'),
  'agent.review-overdue': row(409, -31009, 'The agent must be reviewed before its term is renewed.'),
  'agent.review-not-independent': row(
    403,
    -31003,
    'Only somebody independent of its owner moves a review of an agent.',
  ),
  'agent.not-dormant': row(409, -31009, 'The agent is not dormant.'),
  'agent.not-quarantined': row(409, -31009, 'The agent is not in quarantine.'),
  'agent.release-not-yours': row(403, -31003, 'Nobody releases an agent that they answer for themselves.'),
  'agent.owner-killed': row(409, -31009, 'All agents of this owner were stopped; lift that first.'),
  'credential.unknown': row(404, -31004, 'The agent has no such credential that is still live.'),
  'blueprint.unknown': row(404, -31004, 'There is no such blueprint that agents can be made from.'),
  'blueprint.name-taken': row(409, -31009, 'Another blueprint already has this name.'),
  'blueprint.in-use': row(409, -31009, 'Agents were made from the blueprint; kind and environment stay as they are.'),
  'kill-switch.unknown': row(404, -31004, 'There is no such kill switch that is still open.'),
  'kill-switch.target-unknown': row(404, -31004, 'There is nothing that this kill switch could stop.'),
  'transfer.unknown': row(404, -31004, 'There is no such offer of an agent.'),
  'transfer.not-yours': row(403, -31003, 'Another person is asked to take over this agent.'),
  'transfer.closed': row(409, -31009, 'The offer of the agent no longer waits for this.'),
  'transfer.open': row(409, -31009, 'The agent is offered to somebody already; withdraw that offer first.'),
  'transfer.nominee-unfit': row(409, -31009, 'Only an active person other than the owner can be asked.'),

  // delegation
  'delegation.unknown': row(404, -31004, 'There is no such delegation.'),
  'delegation.term-invalid': row(409, -31009, 'The delegation must end in the future.'),
  'delegation.to-itself': row(409, -31009, 'An agent cannot delegate to itself.'),
  'delegation.delegator-inactive': row(409, -31009, 'Only an active person can let an agent act for them.'),
  'trusted-issuer.unknown': row(404, -31004, 'There is no such trusted issuer.'),
  'trusted-issuer.invalid': row(400, -32602, 'An issuer cannot be trusted like this.'),
  'trusted-issuer.taken': row(409, -31009, 'This issuer is trusted already, or another one has this name.'),
  'agent-binding.unknown': row(404, -31004, 'The agent has no such binding that is still in force.'),
  'agent-binding.loose': row(400, -32602, 'The binding leaves out what makes the workload this one and no other.'),
  'agent-binding.taken': row(409, -31009, 'This workload is bound to an agent already.'),

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
