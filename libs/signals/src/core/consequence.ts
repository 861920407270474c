import { types } from './event-types.js';
import type { SecurityEvent } from './statement.js';

/** What a hold stands on. A stream holds a person at most once on each ground, and each is released by itself. */
export type Ground = 'session' | 'credential' | 'risk' | 'account' | 'provisioning';

/** What a transmitter's word that a session is over means: the person waits to be let in again, or just starts anew. */
export type OnSessionRevoked = 'hold' | 'end';

/**
 * What an event leads to. A signal denies or says that something is coming; none of them lets anybody act.
 * `provisional`: the source's next explicit word on the person, by SCIM, releases the hold.
 */
export type Consequence =
  | Readonly<{ does: 'hold'; ground: Ground; provisional: boolean }>
  | Readonly<{ does: 'end-sessions' }>
  | Readonly<{ does: 'await-confirmation'; grounds: readonly Ground[] }>
  | Readonly<{ does: 'expect-scim' }>
  | Readonly<{ does: 'note-verification'; state: string | null }>
  | Readonly<{ does: 'note-status'; status: TransmitterStatus }>
  | Readonly<{ does: 'ignore' }>;

export type TransmitterStatus = 'enabled' | 'paused' | 'disabled';

const hold = (ground: Ground, provisional = false): Consequence => ({ does: 'hold', ground, provisional });
const ignore: Consequence = { does: 'ignore' };
const expectScim: Consequence = { does: 'expect-scim' };

export function consequenceOf({ type, payload }: SecurityEvent, onSessionRevoked: OnSessionRevoked): Consequence {
  switch (type) {
    case types.sessionRevoked:
    case types.sessionsRevoked:
      return onSessionRevoked === 'hold' ? hold('session') : { does: 'end-sessions' };
    case types.credentialChange:
      return ['revoke', 'delete'].includes(word(payload['change_type'])) ? hold('credential') : ignore;
    case types.credentialCompromise:
      return hold('credential');
    case types.riskChange:
      return word(payload['current_level']) === 'high' ? hold('risk') : ignore;
    case types.assuranceChange:
      return word(payload['change_direction']) === 'decrease' ? hold('risk') : ignore;
    case types.accountDisabled:
    case types.accountPurged:
      return hold('account');
    case types.accountEnabled:
      return { does: 'await-confirmation', grounds: ['account', 'provisioning'] };
    case types.scimDeactivate:
    case types.scimDelete:
      return hold('provisioning', true);
    case types.verification:
      return { does: 'note-verification', state: text(payload['state']) };
    case types.streamUpdated:
      return statusIn(payload);
    default:
      return type.startsWith(types.scimProvisioning) || type.startsWith(types.scimFeed) ? expectScim : ignore;
  }
}

function statusIn(payload: SecurityEvent['payload']): Consequence {
  const status = word(payload['status']);
  return status === 'enabled' || status === 'paused' || status === 'disabled'
    ? { does: 'note-status', status }
    : ignore;
}

/** The enumerations are in lower or upper case, depending on the event and the transmitter. */
const word = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** At most 200 characters that any column and any log can hold. */
const text = (value: unknown): string | null =>
  typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value) ? value : null;
