import { Provider } from 'oidc-provider';
import type { OidcRecordRow } from '../records/oidc-record.row.js';

/** A code or refresh token that came back after it had been used up. */
export type Reuse = Readonly<{ accountId: string; clientId: string; grantId: string; what: string }>;

const noted = new WeakMap<object, Reuse>();

/** Called while a record is looked up; what is noted stays with the token request, of its own client, that asked for it. */
export function noteReuse({ model, accountId, clientId, grantId }: OidcRecordRow): void {
  const { ctx } = Provider;
  if (ctx?.oidc?.route !== 'token' || accountId === null || grantId === null) return;
  if (clientId === null || clientId !== ctx.oidc.client?.clientId) return;
  noted.set(ctx, { accountId, clientId, grantId, what: model });
}

export const reuseIn = (ctx: object): Reuse | undefined => noted.get(ctx);
