import type { Client } from 'oidc-provider';
import type { Registration } from '../../core/client-rule.js';
import { isId } from '../../core/token-claims.js';

/** How the library came to know a client: the ids of those that were written down are ours, a document's is its address. */
export function registrationOf({ clientId }: Client): Registration {
  if (clientId.startsWith('https://')) return 'cimd';
  return isId(clientId) ? 'static' : 'dcr';
}
