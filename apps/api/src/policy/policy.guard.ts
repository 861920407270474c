import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentRow } from '@app/agents';
import { AuditorReads, type SignedIn, isFresh, stepUpChallenge, usualStepUp } from '@app/auth';
import { Db } from '@app/database';
import { SourceRates, Sources, isId } from '@app/directory';
import { type Actor, Clock, Refusal, Surroundings } from '@app/kernel';
import { SignalStreams } from '@app/signals';
import { bearerOf } from './bearer.js';
import { IN_PERSON, POLICY, type Policy, STEP_UP } from './policy.js';
import { isCrossSite } from './same-site.js';
import { SignedInPeople } from './signed-in-people.js';

type Request = FastifyRequest<{ Params: { id?: string } }>;
type ForPeople = Extract<Policy, { for: 'people' | 'sources-and-people' }>;

/** The one door to every route: it finds out who asks, and turns away whom the route's policy does not name. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sources: Sources,
    private readonly rates: SourceRates,
    private readonly streams: SignalStreams,
    private readonly people: SignedInPeople,
    private readonly reads: AuditorReads,
    private readonly surroundings: Surroundings,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    const policy = this.said<Policy>(context, POLICY);
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
    if (policy.for === 'returning') return true;
    if (isCrossSite(request, this.surroundings.publicUrl)) throw new Refusal('request.cross-site');
    if (policy.for !== 'everybody') await this.admit(context, request, policy);
    return true;
  }

  /** @throws Refusal whatever keeps the person out */
  private async admit(context: ExecutionContext, request: Request, policy: ForPeople): Promise<void> {
    const inPerson = this.said<boolean>(context, IN_PERSON) ?? false;
    const { signedIn, refusal } = await this.people.of(request, inPerson);
    const actor = causedBy(request, signedIn.actor);
    request.identity = { kind: 'person', ...signedIn, actor };
    if (refusal) throw refusal;
    if (policy.for === 'people' && !(await this.allows(policy, signedIn, request.params.id))) {
      throw new Refusal('role.missing');
    }
    if (this.said<boolean>(context, STEP_UP)) this.demandFresh(context, signedIn);
    const isOwnAffair = inPerson && policy.for === 'people' && policy.roles === 'every-person';
    if (signedIn.roles.includes('auditor') && !isOwnAffair) {
      await this.reads.note(actor, request.method, request.routeOptions.url ?? '', request.params.id ?? null);
    }
  }

  private demandFresh(context: ExecutionContext, signedIn: SignedIn): void {
    const rule = this.surroundings.stepUp ?? usualStepUp;
    if (isFresh(signedIn, rule, this.clock.now())) return;
    void context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', stepUpChallenge(rule));
    throw new Refusal('session.step-up-required');
  }

  private said<T>(context: ExecutionContext, key: symbol): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
  }

  private async allows(
    { roles, owner }: Policy & { for: 'people' },
    { actor, personId, roles: held }: SignedIn,
    agentId: string | undefined,
  ): Promise<boolean> {
    if (roles === 'every-person') return true;
    if (roles === 'agent-owners') return !this.surroundings.ownersNeedRole || held.some(mayOwn);
    if (roles.some((role) => held.includes(role))) return true;
    if (!owner || agentId === undefined || !isId(agentId)) return false;
    return this.db.read(actor, (tx) => tx.existsBy(AgentRow, { id: agentId, ownerId: personId }));
  }
}

const mayOwn = (role: SignedIn['roles'][number]): boolean => role === 'agent_owner' || role === 'admin';

const causedBy = (request: FastifyRequest, actor: Actor): Actor => ({
  ...actor,
  request: { id: request.id, receivedAt: request.receivedAt },
});
