import type { CredentialRow } from './credential.row.js';

/** Where a secret is sealed: one that is moved to another row, or shown to somebody else, does not open. */
export const placeOf = ({ id, audience }: Pick<CredentialRow, 'id' | 'audience'>): string =>
  `server_credential:${id}:${audience}`;
