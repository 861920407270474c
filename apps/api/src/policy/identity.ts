import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '@app/auth';
import type { Authenticated, SourceRow } from '@app/directory';
import { type Actor, Refusal, type RefusalCode } from '@app/kernel';
import type { SignalStreamRow } from '@app/signals';

/** Who was found to stand behind a request. */
export type Identity = (Readonly<{ kind: 'source' }> & Authenticated) | (Readonly<{ kind: 'person' }> & SignedIn);
/** A transmitter, which only pushes. */
type Pushing = Readonly<{ kind: 'stream'; actor: Actor; stream: SignalStreamRow }>;

declare module 'fastify' {
  interface FastifyRequest {
    identity?: Identity | Pushing;
    /** Why it was refused, if it was. */
    refusedFor?: RefusalCode;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

function identityOf(context: ExecutionContext): Identity {
  const { identity } = requestOf(context);
  if (!identity || identity.kind === 'stream') throw new Refusal('sign-in.required');
  return identity;
}

function personOf(context: ExecutionContext): SignedIn {
  const identity = identityOf(context);
  if (identity.kind !== 'person') throw new Refusal('sign-in.required');
  return identity;
}

/** Whoever stands behind the request, where a route is for more than one kind. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Identity => identityOf(context));

/** The actor behind the request. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { identity } = requestOf(context);
  if (!identity) throw new Refusal('sign-in.required');
  return identity.actor;
});

/** The signed-in person. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => personOf(context));

/** The provisioning source. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): SourceRow => {
  const identity = identityOf(context);
  if (identity.kind !== 'source') throw new Refusal('source.token-invalid');
  return identity.source;
});

/** The signal stream whose transmitter pushes. */
export const Of = createParamDecorator((_: unknown, context: ExecutionContext): SignalStreamRow => {
  const { identity } = requestOf(context);
  if (identity?.kind !== 'stream') throw new Refusal('signal-stream.token-invalid');
  return identity.stream;
});
