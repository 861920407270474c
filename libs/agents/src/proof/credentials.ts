import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { AgentCredentialRow, type CredentialKind } from './agent-credential.row.js';
import { refuseBeyond } from '../identity/bounds.js';
import { readCertificate, readSubject } from '../core/certificate.js';
import { readPublicKey } from '../core/public-key.js';
import { killTokens } from './kill-tokens.js';
import { lockedAgent, refuseUnless } from '../life/moves.js';

/** One to be used and the one that follows it. */
const MOST = 2;
const AHEAD_MS = 14 * 86_400_000;

/** `proof`: a public JWK, a certificate in PEM or base64 DER, or what a certificate must say, by its kind. */
export type NewCredential = Readonly<{ kind: CredentialKind; proof: unknown; expiresAt: Date }>;

/** By what agents prove who they are. Only public halves are ever taken. */
@Injectable()
export class AgentCredentials {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.key-invalid, agent.key-taken, agent.credentials-full, agent.term-invalid, agent.retired,
   * agent.wider-than-blueprint
   */
  bind(actor: Actor, agentId: string, { kind, proof, expiresAt }: NewCredential): Promise<AgentCredentialRow> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      if (expiresAt <= now) throw new Refusal('agent.term-invalid');
      const read = readProof(kind, proof);
      const agent = await lockedAgent(tx, agentId);
      refuseUnless(agent, 'bind');
      await refuseBeyond(tx, agent, { credentialExpiresAt: expiresAt }, now);
      // counted under the agent's lock, so that of several at once two get through
      const live = (await this.live(tx, agentId)).filter((other) => other.kind === kind && other.kid !== read.kid);
      if (live.length >= MOST) throw new Refusal('agent.credentials-full', kind);
      const values = { jwk: null, certificate: null, ...read, id: newId(), agentId, kind, createdAt: now, expiresAt };
      const credential = await insertUnlessTaken(tx, AgentCredentialRow, {
        ...values,
        lastUsedAt: null,
        revokedAt: null,
      });
      if (!credential) throw new Refusal('agent.key-taken');
      tx.record({
        action: 'agent.key-bound',
        subject: agentId,
        detail: { kid: read.kid, kind, expiresAt: expiresAt.toISOString() },
      });
      return credential;
    });
  }

  /**
   * Withdraws one; whatever tokens the agent holds die with it, because they do not say by which they were got.
   * @throws Refusal agent.unknown, credential.unknown also for one that was withdrawn before
   */
  withdraw(actor: Actor, agentId: string, credentialId: string, reason: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      await lockedAgent(tx, agentId);
      const [[gone]] = await tx.query<[{ kid: string }[], number]>(
        `UPDATE agent_credential SET revoked_at = $3 WHERE id = $1 AND agent_id = $2 AND revoked_at IS NULL RETURNING kid`,
        [credentialId, agentId, this.clock.now()],
      );
      if (!gone) throw new Refusal('credential.unknown');
      const detail = { credentialId, kid: gone.kid };
      tx.record({ action: 'agent.key-withdrawn', subject: agentId, detail, personal: { reason } });
      await killTokens(tx, this.fence, [agentId]);
    });
  }

  /** Those by which the agent may prove itself now. */
  live(tx: Tx, agentId: string): Promise<AgentCredentialRow[]> {
    return tx
      .createQueryBuilder(AgentCredentialRow, 'credential')
      .where('credential.agentId = :agentId AND credential.revokedAt IS NULL', { agentId })
      .andWhere('credential.expiresAt > :now', { now: this.clock.now() })
      .getMany();
  }

  /**
   * Tells owners once of each credential that ends within 14 days and that no other of its agent outlives. Run by a timer.
   * @returns of how many
   */
  tellExpiring(actor: Actor): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const [ending] = await tx.query<[{ id: string; agentId: string; ownerId: string; expiresAt: Date }[], number]>(
        `UPDATE agent_credential c SET expiry_told_at = $1 FROM agent a
         WHERE a.id = c.agent_id AND a.state <> 'retired' AND c.expiry_told_at IS NULL AND c.revoked_at IS NULL
           AND c.expires_at > $1 AND c.expires_at <= $2
           AND NOT EXISTS (SELECT FROM agent_credential later WHERE later.agent_id = c.agent_id
             AND later.revoked_at IS NULL AND later.expires_at > c.expires_at)
         RETURNING c.id, c.agent_id AS "agentId", a.owner_id AS "ownerId", c.expires_at AS "expiresAt"`,
        [now, new Date(now.getTime() + AHEAD_MS)],
      );
      if (ending.length === 0) return tx.unchanged(0);
      for (const one of ending) warn(tx, one);
      return ending.length;
    });
  }
}

type Ending = Readonly<{ id: string; agentId: string; ownerId: string; expiresAt: Date }>;
function warn(tx: WriteTx, { id, agentId, ownerId, expiresAt }: Ending): void {
  const deadline = expiresAt.toISOString();
  tx.record({ action: 'agent.key-expiring', subject: agentId, detail: { credentialId: id, expiresAt: deadline } });
  const data = { agentIds: [agentId], deadline };
  tx.send({ topic: 'notify', payload: { template: 'agent.key-expiring', to: { personId: ownerId }, data } });
}

function readProof(kind: CredentialKind, proof: unknown) {
  try {
    if (kind === 'private_key_jwt') return readPublicKey(proof);
    return kind === 'self_signed_tls_client_auth' ? readCertificate(String(proof)) : readSubject(proof);
  } catch (wrong) {
    throw new Refusal('agent.key-invalid', wrong instanceof Error ? wrong.message : undefined, { cause: wrong });
  }
}
