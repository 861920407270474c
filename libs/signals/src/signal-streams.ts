import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Actor, Clock, Refusal, Surroundings, newId, system } from '@app/kernel';
import { Db, Sealer, type WriteTx } from '@app/database';
import { SourceRow, isId } from '@app/directory';
import { transmitterUrl } from './core/address.js';
import type { OnSessionRevoked } from './core/consequence.js';
import { hashOf, opens, streamToken } from './core/stream-token.js';
import { discover } from './discover.js';
import { publicKeys } from './public-keys.js';
import { type Health, StreamHealth } from './stream-health.js';
import { SignalStreamRow } from './signal-stream.row.js';

export type NewStream = Readonly<{
  sourceId: string;
  issuer: string;
  audience: string;
  /** Issuers whose `iss_sub` subjects are people of the source; the transmitter itself when left out. */
  subjectIssuers?: readonly string[] | undefined;
  /** Keys given by the administrator; left out together with `jwksUrl`: as the transmitter's configuration says. */
  jwks?: readonly Readonly<Record<string, unknown>>[] | undefined;
  jwksUrl?: string | undefined;
  onSessionRevoked: OnSessionRevoked;
}> &
  (Readonly<{ delivery: 'push' }> | Readonly<{ delivery: 'poll'; pollUrl: string; authorization: string }>);

export type ListedStream = SignalStreamRow & Readonly<{ health: Health | undefined; endpoint: string | null }>;
export type AddedStream = Readonly<{ stream: SignalStreamRow; endpoint: string | null; token: string | null }>;

/** A stream to be polled, and who acts then. */
export type DueStream = Readonly<{ stream: SignalStreamRow; actor: Actor }>;

const there = { state: In<SignalStreamRow['state']>(['active', 'paused']) };
const actorOf = (id: string, tenant: string): Actor => system(`signal-stream/${id}`, tenant);

/** What a stream's credential is sealed to. */
export const placeOf = (id: string): string => `signal_stream/${id}`;

/** Where security events about a source's people come from: who may send them, how, and by which keys they are believed. */
@Injectable()
export class SignalStreams {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly health: StreamHealth,
    private readonly surroundings: Surroundings,
  ) {}

  /**
   * For push the bearer token is returned this one time. For poll the authorization is kept sealed.
   * @throws Refusal `source.unknown`, `signal-stream.invalid`, `signal.transmitter-unavailable`
   */
  async add(actor: Actor, wanted: NewStream): Promise<AddedStream> {
    const { sourceId, issuer, audience, delivery, onSessionRevoked } = wanted;
    const keys = await keysOf(wanted);
    const id = newId();
    const token = delivery === 'push' ? streamToken(randomBytes(32)) : null;
    const poll = delivery === 'poll' ? this.polling(id, wanted) : { pollUrl: null, sealedAuthorization: null };
    return this.db.write(actor, async (tx) => {
      if (!(await tx.existsBy(SourceRow, { id: sourceId }))) throw new Refusal('source.unknown');
      const stream = tx.create(SignalStreamRow, {
        ...keys,
        ...poll,
        id,
        sourceId,
        issuer,
        audience,
        subjectIssuers: wanted.subjectIssuers ?? [issuer],
        delivery,
        tokenHash: token === null ? null : hashOf(token),
        onSessionRevoked,
        state: 'active',
        createdAt: this.clock.now(),
      });
      await tx.insert(SignalStreamRow, stream);
      const detail = { sourceId, issuer, audience, delivery, onSessionRevoked, jwksUrl: keys.jwksUrl };
      tx.record({ action: 'signal-stream.added', subject: id, detail });
      return { stream, endpoint: this.endpointOf(stream), token };
    });
  }

  /** What is sent meanwhile is refused, so that the transmitter keeps or drops it as it does; nothing is polled. */
  pause(actor: Actor, id: string): Promise<SignalStreamRow> {
    return this.move(actor, id, 'active', 'paused');
  }

  resume(actor: Actor, id: string): Promise<SignalStreamRow> {
    return this.move(actor, id, 'paused', 'active');
  }

  /** For good. What it told and what that did stays; holds stay until they are released. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      await this.locked(tx, id);
      await tx.update(SignalStreamRow, { id }, { state: 'removed' });
      tx.record({ action: 'signal-stream.removed', subject: id });
    });
  }

  /** Another bearer token for a push stream; the former one is dead at once. */
  renewToken(actor: Actor, id: string): Promise<string> {
    const token = streamToken(randomBytes(32));
    return this.db.write(actor, async (tx) => {
      const stream = await this.locked(tx, id);
      if (stream.delivery !== 'push') throw new Refusal('signal-stream.illegal-move', 'it is polled');
      await tx.update(SignalStreamRow, { id }, { tokenHash: hashOf(token) });
      tx.record({ action: 'signal-stream.token-renewed', subject: id });
      return token;
    });
  }

  list(actor: Actor): Promise<ListedStream[]> {
    return this.db.read(actor, async (tx) => {
      const streams = await tx.find(SignalStreamRow, { where: there, order: { createdAt: 'ASC' } });
      const ids = streams.map(({ id }) => id);
      const health = await this.health.of(tx, ids);
      return streams.map((stream) =>
        Object.assign(stream, { health: health.get(stream.id), endpoint: this.endpointOf(stream) }),
      );
    });
  }

  /**
   * The stream that a transmitter may push to with this token; a paused one too, which then refuses what is pushed.
   * @throws Refusal `signal-stream.token-invalid`, the same for every reason
   */
  async authenticate(id: string, bearer: string): Promise<{ stream: SignalStreamRow; actor: Actor }> {
    const tenant = isId(id) ? await this.tenantOf(id) : undefined;
    if (tenant === undefined) throw new Refusal('signal-stream.token-invalid');
    const actor = actorOf(id, tenant);
    const stream = await this.db.read(actor, (tx) => tx.findOneBy(SignalStreamRow, { ...there, id }));
    if (!stream?.tokenHash || !opens(bearer, stream.tokenHash)) throw new Refusal('signal-stream.token-invalid');
    return { stream, actor };
  }

  /** The streams, of all tenants, that are to be asked for events now. */
  async due(): Promise<DueStream[]> {
    const found = await this.db.readEveryTenant((tx) =>
      tx.query<{ id: string; tenant: string }[]>(
        `SELECT s.id, s.tenant_id AS tenant FROM signal_stream s
         LEFT JOIN signal_stream_health h ON h.stream_id = s.id
         WHERE s.delivery = 'poll' AND s.state = 'active' AND coalesce(h.next_poll_at, '-infinity') <= $1
         ORDER BY s.id`,
        [this.clock.now()],
      ),
    );
    const due = [];
    for (const { id, tenant } of found) {
      const actor = actorOf(id, tenant);
      const stream = await this.db.read(actor, (tx) => tx.findOneBy(SignalStreamRow, { id, state: 'active' }));
      if (stream) due.push({ stream, actor });
    }
    return due;
  }

  private endpointOf({ id, delivery }: SignalStreamRow): string | null {
    return delivery === 'push' ? `${this.surroundings.publicUrl}/ssf/streams/${id}/events` : null;
  }

  private polling(id: string, { pollUrl, authorization }: { pollUrl: string; authorization: string }) {
    if (!transmitterUrl(pollUrl)) throw new Refusal('signal-stream.invalid', 'pollUrl');
    if (!/^[\x21-\x7e][\x20-\x7e]*$/.test(authorization)) throw new Refusal('signal-stream.invalid', 'authorization');
    return { pollUrl, sealedAuthorization: this.sealer.seal(placeOf(id), authorization) };
  }

  /** The only reader of `tenant_id` besides `due`: before the stream is known, so is no tenant. */
  private tenantOf(id: string): Promise<string | undefined> {
    return this.db.readEveryTenant(async (tx) => {
      const sql = 'SELECT tenant_id AS tenant FROM signal_stream WHERE id = $1';
      return (await tx.query<{ tenant: string }[]>(sql, [id]))[0]?.tenant;
    });
  }

  private move(actor: Actor, id: string, from: 'active' | 'paused', to: 'active' | 'paused'): Promise<SignalStreamRow> {
    return this.db.write(actor, async (tx) => {
      const stream = await this.locked(tx, id);
      if (stream.state === to) return tx.unchanged(stream);
      if (stream.state !== from) throw new Refusal('signal-stream.illegal-move', `${stream.state} to ${to}`);
      await tx.update(SignalStreamRow, { id }, { state: to });
      tx.record({ action: to === 'paused' ? 'signal-stream.paused' : 'signal-stream.resumed', subject: id });
      return Object.assign(stream, { state: to });
    });
  }

  private async locked(tx: WriteTx, id: string): Promise<SignalStreamRow> {
    const lock = { mode: 'pessimistic_write' } as const;
    const stream = await tx.findOne(SignalStreamRow, { where: { ...there, id }, lock });
    if (!stream) throw new Refusal('signal-stream.unknown');
    return stream;
  }
}

async function keysOf({ issuer, jwks, jwksUrl }: NewStream): Promise<Pick<SignalStreamRow, 'jwks' | 'jwksUrl'>> {
  if (jwks && jwksUrl !== undefined) throw new Refusal('signal-stream.invalid', 'jwks or jwksUrl, not both');
  if (jwks) return { jwks: publicKeys(jwks), jwksUrl: null };
  const url = jwksUrl ?? (await discover(issuer)).jwksUrl;
  if (!transmitterUrl(url)) throw new Refusal('signal-stream.invalid', 'jwksUrl');
  return { jwks: null, jwksUrl: url };
}
