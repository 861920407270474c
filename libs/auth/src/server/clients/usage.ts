import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { Clock, system } from '@app/kernel';
import { Db } from '@app/database';
import type { TokenFacts } from '../../core/token-claims.js';
import { clientCertificateOf } from './client-certificate.js';
import { SelfRegistered } from './self-registered.js';

/** Use is noted once in so long, in milliseconds: dormancy is counted in days, and not every token is a write. */
const COARSE = 300_000;
/** Bound of what is remembered as noted. */
const MOST = 10_000;
const { tenant } = system('authorization-server');

/** When agents, credentials and registrations were last used. No decision of anybody, so not in the ledger. */
@Injectable()
export class Usage {
  private readonly noted = new Map<string, number>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly selfRegistered: SelfRegistered,
  ) {}

  /** A token is about to be issued for these. */
  async note(ctx: KoaContextWithOIDC, { agents: [agent] }: TokenFacts): Promise<void> {
    const clientId = ctx.oidc.client?.clientId;
    if (agent === undefined || clientId === undefined) return;
    const kid = kidIn(ctx);
    if (!this.isDue(`${agent.id} ${clientId} ${kid}`)) return;
    const now = this.clock.now();
    await this.db.upkeep(tenant, async (tx) => {
      await tx.query(`UPDATE agent SET last_active_at = $2 WHERE id = $1 AND (last_active_at < $2) IS NOT FALSE`, [
        agent.id,
        now,
      ]);
      if (clientId !== agent.id) return;
      // whoever names no key and has one only has used that one
      await tx.query(
        `UPDATE agent_credential SET last_used_at = $2 WHERE agent_id = $1 AND revoked_at IS NULL AND expires_at > $2
           AND (kid = $3 OR ($3 IS NULL AND 1 = (SELECT count(*) FROM agent_credential live
             WHERE live.agent_id = $1 AND live.revoked_at IS NULL AND live.expires_at > $2)))`,
        [agent.id, now, kid],
      );
    });
    if (clientId !== agent.id) await this.selfRegistered.noteUse(clientId);
  }

  private isDue(what: string): boolean {
    const now = this.clock.now().getTime();
    if (now - (this.noted.get(what) ?? -Infinity) < COARSE) return false;
    if (this.noted.size >= MOST) this.noted.clear();
    this.noted.set(what, now);
    return true;
  }
}

/** By which key the client proved itself, if it says so: `kid` of its assertion, or the certificate's thumbprint. */
function kidIn(ctx: KoaContextWithOIDC): string | null {
  const { client_assertion: assertion } = ctx.oidc.params ?? {};
  if (typeof assertion === 'string') return decodeProtectedHeader(assertion).kid ?? null;
  if (ctx.oidc.client?.clientAuthMethod !== 'self_signed_tls_client_auth') return null;
  const certificate = clientCertificateOf(ctx.req);
  return certificate ? hash('sha256', certificate.raw, 'base64url') : null;
}
