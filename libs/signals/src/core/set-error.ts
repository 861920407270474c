import { type RefusalCode, refusals } from '@app/kernel';

/** Why a token was not taken, as its transmitter is told (RFC 8935 §2.4, RFC 8936 §2.6). */
export type SetError = Readonly<{ err: string; description: string }>;

const errors: Partial<Record<RefusalCode, string>> = {
  'signal.key-invalid': 'invalid_key',
  'signal.issuer-invalid': 'invalid_issuer',
  'signal.audience-invalid': 'invalid_audience',
  'signal.stream-paused': 'access_denied',
  'signal-stream.token-invalid': 'authentication_failed',
};

/** Whatever has no name of its own there is an `invalid_request`. */
export const setErrorOf = (code: RefusalCode, detail?: string): SetError => ({
  err: errors[code] ?? 'invalid_request',
  description: detail === undefined ? refusals[code].sentence : `${refusals[code].sentence} (${detail})`,
});
