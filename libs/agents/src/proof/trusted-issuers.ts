import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, policy, Refusal, Surroundings } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { SourceRow } from '@app/directory';
import { Fence } from '@app/fence';
import { isKeyAddress } from '../core/key-address.js';
import { type PinnedKeys, readPinnedKeys } from '../core/pinned-keys.js';
import { asymmetricAlgorithms, type IssuerKind, usualAlgorithms } from '../core/workload.js';
import { Delegations } from '../answering/delegations.js';
import { killTokens } from './kill-tokens.js';
import { TrustedIssuerRow } from './trusted-issuer.row.js';

/** Where the keys of an issuer come from: published by it, or entered by us. */
export type KeyOrigin = Readonly<{ jwksUri: string } | { jwks: unknown }>;
export type NewIssuer = Readonly<{
  name: string;
  kind: IssuerKind;
  issuer: string;
  keys: KeyOrigin;
  /** The usual ones of its kind, if left out. */
  algorithms?: readonly string[] | undefined;
  /** Oldest token that is accepted, in seconds since its `iat`. */
  maxAgeSeconds: number;
  /** For id_jag: its subjects are the externalIds of this source's persons. */
  sourceId?: string | null | undefined;
}>;

/** Foreign issuers whose word counts: which workload an agent is, or for which person a client asks. */
@Injectable()
export class TrustedIssuers {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly delegations: Delegations,
    private readonly surroundings: Surroundings,
  ) {}

  /** @throws Refusal trusted-issuer.invalid, trusted-issuer.taken, source.unknown */
  trust(actor: Actor, { keys, algorithms, sourceId = null, ...wanted }: NewIssuer): Promise<TrustedIssuerRow> {
    const { kind, issuer } = wanted;
    return this.db.write(actor, async (tx) => {
      refuseUnnamed(kind, issuer);
      if (sourceId !== null && kind !== 'id_jag') throw invalid('only an issuer of ID-JAGs speaks of people');
      if (sourceId !== null && !(await tx.existsBy(SourceRow, { id: sourceId }))) throw new Refusal('source.unknown');
      const values = { ...wanted, ...this.origin(keys), algorithms: readAlgorithms(kind, algorithms), sourceId };
      const made = { id: newId(), status: 'active', createdBy: nameOf(actor), createdAt: this.clock.now() } as const;
      const row = await insertUnlessTaken(tx, TrustedIssuerRow, { ...values, ...made, withdrawnAt: null });
      if (!row) throw new Refusal('trusted-issuer.taken');
      const detail = { kind, issuer, jwksUri: row.jwksUri, kids: kidsOf(row), sourceId };
      tx.record({ action: 'trusted-issuer.added', subject: row.id, detail });
      return row;
    });
  }

  /**
   * Other keys, as after a rotation at an issuer whose keys are pinned.
   * @throws Refusal trusted-issuer.unknown, trusted-issuer.invalid
   */
  changeKeys(actor: Actor, id: string, keys: KeyOrigin): Promise<TrustedIssuerRow> {
    return this.db.write(actor, async (tx) => {
      const row = await this.locked(tx, id);
      const origin = this.origin(keys);
      await tx.update(TrustedIssuerRow, { id }, origin);
      Object.assign(row, origin);
      const detail = { jwksUri: row.jwksUri, kids: kidsOf(row) };
      tx.record({ action: 'trusted-issuer.keys-changed', subject: id, detail });
      return row;
    });
  }

  /**
   * Its word no longer counts, and what was issued on it is dead when this returns: agents that it proved, and what it
   * let clients do for people. The bindings stay for the record.
   * @throws Refusal trusted-issuer.unknown
   */
  withdraw(actor: Actor, id: string, reason: string): Promise<TrustedIssuerRow> {
    return this.db.write(actor, async (tx) => {
      const row = await this.locked(tx, id);
      const ended = { status: 'withdrawn', withdrawnAt: this.clock.now() } as const;
      await tx.update(TrustedIssuerRow, { id }, ended);
      tx.record({ action: 'trusted-issuer.withdrawn', subject: id, personal: { reason } });
      const bound = await tx.query<{ agent_id: string }[]>(
        'SELECT DISTINCT agent_id FROM agent_binding WHERE issuer_id = $1 AND ended_at IS NULL',
        [id],
      );
      await killTokens(
        tx,
        this.fence,
        bound.map(({ agent_id }) => agent_id),
      );
      await this.delegations.endGivenBy(tx, asIssuer(id), 'issuer withdrawn');
      return Object.assign(row, ended);
    });
  }

  list(actor: Actor): Promise<TrustedIssuerRow[]> {
    return this.db.read(actor, (tx) => tx.find(TrustedIssuerRow, { order: { id: 'ASC' } }));
  }

  /** The one whose word this is, as far as its unverified claims tell; a JWT-SVID may say no `iss`. */
  async ofWorkload(tx: Tx, { iss, sub }: Readonly<{ iss?: unknown; sub?: unknown }>): Promise<TrustedIssuerRow | null> {
    const domain = /^spiffe:\/\/[^/]+/.exec(typeof sub === 'string' ? sub : '')?.[0];
    const named = typeof iss === 'string' ? await this.active(tx, iss, false) : null;
    if (named && named.kind !== 'spiffe') return named;
    const row = domain === undefined ? null : await this.active(tx, domain, false);
    return row?.kind === 'spiffe' ? row : null;
  }

  /** The one that may say for which person a client asks (ID-JAG). */
  ofPeople(tx: Tx, iss: string): Promise<TrustedIssuerRow | null> {
    return this.active(tx, iss, true);
  }

  private active(tx: Tx, issuer: string, ofPeople: boolean): Promise<TrustedIssuerRow | null> {
    return tx
      .createQueryBuilder(TrustedIssuerRow, 'trusted')
      .where({ issuer, status: 'active' })
      .andWhere(`(trusted.kind = 'id_jag') = :ofPeople`, { ofPeople })
      .getOne();
  }

  private origin(keys: KeyOrigin): { jwksUri: string | null; pinnedJwks: PinnedKeys | null } {
    if ('jwksUri' in keys) {
      if (!isKeyAddress(keys.jwksUri, this.surroundings.privateAddresses === true)) {
        throw invalid('keys are read over https, without credentials in the address');
      }
      return { jwksUri: keys.jwksUri, pinnedJwks: null };
    }
    try {
      return { jwksUri: null, pinnedJwks: readPinnedKeys(keys.jwks) };
    } catch (wrong) {
      throw invalid(wrong instanceof Error ? wrong.message : undefined, wrong);
    }
  }

  private async locked(tx: WriteTx, id: string): Promise<TrustedIssuerRow> {
    const where = { id, status: 'active' } as const;
    const row = await tx.findOne(TrustedIssuerRow, { where, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Refusal('trusted-issuer.unknown');
    return row;
  }
}

/** Who gives the delegations that rest on an issuer's word. */
export const asIssuer = (id: string): Actor => policy(`trusted-issuer/${id}`);

const invalid = (why: string | undefined, cause?: unknown): Refusal =>
  new Refusal('trusted-issuer.invalid', why, { cause });

function refuseUnnamed(kind: IssuerKind, issuer: string): void {
  const isNamed =
    kind === 'spiffe' ? /^spiffe:\/\/[a-z0-9._-]+$/.test(issuer) : URL.canParse(issuer) && /^https?:/.test(issuer);
  if (!isNamed) throw invalid(kind === 'spiffe' ? 'a trust domain is `spiffe://<name>`' : 'an issuer is a URL');
}

function readAlgorithms(kind: IssuerKind, wanted: readonly string[] = usualAlgorithms[kind]): string[] {
  if (wanted.length === 0 || !wanted.every((name) => asymmetricAlgorithms.includes(name))) {
    throw invalid(`algorithms are some of ${asymmetricAlgorithms.join(', ')}`);
  }
  return [...wanted];
}

const kidsOf = ({ pinnedJwks }: TrustedIssuerRow): string[] | null =>
  pinnedJwks && pinnedJwks.keys.map(({ kid }) => kid ?? '');
