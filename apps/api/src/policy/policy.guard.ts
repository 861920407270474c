import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentRow } from '@app/agents';
import { type SignedIn, WebSessions } from '@app/auth';
import { Db } from '@app/database';
import { SourceRates, Sources, isId } from '@app/directory';
import { type Actor, Refusal, Surroundings } from '@app/kernel';
import { SignalStreams } from '@app/signals';
import { POLICY, type Policy } from './policy.js';
import { isCrossSite } from './same-site.js';
import { SessionCookie } from './session-cookie.js';

/** The one door to every route: it finds out who asks, and turns away whom the route's policy does not name. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sources: Sources,
    private readonly rates: SourceRates,
    private readonly streams: SignalStreams,
    private readonly sessions: WebSessions,
    private readonly cookie: SessionCookie,
    private readonly surroundings: Surroundings,
    private readonly db: Db,
  ) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id?: string } }>>();
    const policy = this.policyOf(context);
    if (!policy) throw new Refusal('role.missing');
    const hasToken = request.headers.authorization !== undefined;
    if (policy.for === 'sources' || (policy.for === 'sources-and-people' && hasToken)) {
      const found = await this.sources.authenticate(bearerOf(request));
      request.identity = { kind: 'source', ...found, actor: causedBy(request, found.actor) };
      const wait = await this.rates.wait(found.source);
      if (wait === null) return true;
      void context.switchToHttp().getResponse<FastifyReply>().header('retry-after', wait);
      throw new Refusal('source.rate-limited');
    }
    if (policy.for === 'streams') {
      const found = await this.streams.authenticate(request.params.id ?? '', bearerOf(request));
      request.identity = { kind: 'stream', ...found, actor: causedBy(request, found.actor) };
      return true;
    }
    if (isCrossSite(request, this.surroundings.publicUrl)) throw new Refusal('request.cross-site');
    if (policy.for === 'everybody') return true;
    const cookie = this.cookie.of(request);
    const signedIn = cookie === undefined ? null : await this.sessions.find(cookie);
    if (!signedIn) throw new Refusal('sign-in.required');
    request.identity = { kind: 'person', ...signedIn, actor: causedBy(request, signedIn.actor) };
    if (policy.for === 'sources-and-people') return true;
    if (!(await this.admits(policy, signedIn, request.params.id))) throw new Refusal('role.missing');
    return true;
  }

  private policyOf(context: ExecutionContext): Policy | undefined {
    const places = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<Policy | undefined>(POLICY, places);
  }

  private async admits(
    { roles, owner }: Policy & { for: 'people' },
    { actor, personId, roles: held }: SignedIn,
    agentId: string | undefined,
  ): Promise<boolean> {
    if (roles === 'every-person' || roles.some((role) => held.includes(role))) return true;
    if (!owner || agentId === undefined || !isId(agentId)) return false;
    return this.db.read(actor, (tx) => tx.existsBy(AgentRow, { id: agentId, ownerId: personId }));
  }
}

const causedBy = (request: FastifyRequest, actor: Actor): Actor => ({
  ...actor,
  request: { id: request.id, receivedAt: request.receivedAt },
});

/** RFC 6750 §2.1; the scheme's name has no case (RFC 9110 §11.1). */
function bearerOf({ headers }: FastifyRequest): string {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
