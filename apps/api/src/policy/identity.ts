import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '@app/auth';
import type { SourceRow } from '@app/directory';
import { type Actor, Refusal } from '@app/kernel';

/** Who was found to stand behind a request. */
export type Identity =
  Readonly<{ kind: 'source'; actor: Actor; source: SourceRow }> | (Readonly<{ kind: 'person' }> & SignedIn);

declare module 'fastify' {
  interface FastifyRequest {
    identity?: Identity;
  }
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

function identityOf(context: ExecutionContext): Identity {
  const { identity } = requestOf(context);
  if (!identity) throw new Refusal('sign-in.required');
  return identity;
}

function personOf(context: ExecutionContext): SignedIn {
  const identity = identityOf(context);
  if (identity.kind !== 'person') throw new Refusal('sign-in.required');
  return identity;
}

/** The actor behind the request. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Actor => identityOf(context).actor);

/** The signed-in person. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => personOf(context));

/** The provisioning source. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): SourceRow => {
  const identity = identityOf(context);
  if (identity.kind !== 'source') throw new Refusal('source.token-invalid');
  return identity.source;
});
