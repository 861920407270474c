import { expect, it } from 'vitest';
import { type Consequence, consequenceOf } from './consequence.js';
import { types } from './event-types.js';

const at = new Date(0);
const of = (type: string, payload: object = {}, policy: 'hold' | 'end' = 'hold') =>
  consequenceOf({ type, payload: { ...payload }, subject: {}, at }, policy);
const hold = (ground: string, provisional = false) => ({ does: 'hold', ground, provisional });
const ignore = { does: 'ignore' };

it.each<[string, Consequence, object]>([
  ['session-revoked', of(types.sessionRevoked), hold('session')],
  ['sessions-revoked (RISC)', of(types.sessionsRevoked), hold('session')],
  ['session-revoked of a stream that only ends', of(types.sessionRevoked, {}, 'end'), { does: 'end-sessions' }],
  ['credential revoked', of(types.credentialChange, { change_type: 'revoke' }), hold('credential')],
  ['credential deleted', of(types.credentialChange, { change_type: 'delete' }), hold('credential')],
  ['credential created', of(types.credentialChange, { change_type: 'create' }), ignore],
  ['credential updated', of(types.credentialChange, { change_type: 'update' }), ignore],
  ['credential changed somehow', of(types.credentialChange), ignore],
  ['credential compromised', of(types.credentialCompromise, { credential_type: 'password' }), hold('credential')],
  ['risk high', of(types.riskChange, { current_level: 'HIGH' }), hold('risk')],
  ['risk medium', of(types.riskChange, { current_level: 'MEDIUM' }), ignore],
  ['assurance down', of(types.assuranceChange, { change_direction: 'decrease' }), hold('risk')],
  ['assurance up', of(types.assuranceChange, { change_direction: 'increase' }), ignore],
  ['account disabled', of(types.accountDisabled, { reason: 'hijacking' }), hold('account')],
  ['account purged', of(types.accountPurged), hold('account')],
  ['account enabled', of(types.accountEnabled), { does: 'await-confirmation', grounds: ['account', 'provisioning'] }],
  ['SCIM deactivate', of(types.scimDeactivate), hold('provisioning', true)],
  ['SCIM delete', of(types.scimDelete), hold('provisioning', true)],
  ['SCIM activate', of('urn:ietf:params:scim:event:prov:activate'), { does: 'expect-scim' }],
  ['SCIM create', of('urn:ietf:params:scim:event:prov:create:full'), { does: 'expect-scim' }],
  ['SCIM patch', of('urn:ietf:params:scim:event:prov:patch:notice'), { does: 'expect-scim' }],
  ['SCIM put', of('urn:ietf:params:scim:event:prov:put:full'), { does: 'expect-scim' }],
  ['SCIM feed', of('urn:ietf:params:scim:event:feed:add'), { does: 'expect-scim' }],
  ['verification', of(types.verification, { state: 'abc' }), { does: 'note-verification', state: 'abc' }],
  ['verification unasked for', of(types.verification), { does: 'note-verification', state: null }],
  ['stream paused', of(types.streamUpdated, { status: 'paused' }), { does: 'note-status', status: 'paused' }],
  ['stream in no known status', of(types.streamUpdated, { status: 'x' }), ignore],
  ['unknown', of('https://schemas.openid.net/secevent/caep/event-type/session-established'), ignore],
  ['a name of Object', of('__proto__'), ignore],
])('%s [signals.consequence]', (_, found, expected) => expect(found).toEqual(expected));

it('lets nobody act, whatever comes [signals.never-activates]', () => {
  const letting = new Set(['hold', 'end-sessions', 'await-confirmation', 'expect-scim', 'note-verification', 'ignore']);
  for (const type of Object.values(types)) expect(letting).toContain(of(type).does);
});
