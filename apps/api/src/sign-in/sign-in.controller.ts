import { Body, Controller, Get, Header, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IdentityProviders, SamlWayIn, SignIns } from '@app/auth';
import { Refusal } from '@app/kernel';
import { AnswersList } from '../edge/answers.js';
import { Public, SentBackByProvider } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';
import { AttemptCookie } from './attempt-cookie.js';

const Wish = z.object({
  return_to: z.string().max(2000).optional().describe('A path of the console to come back to.'),
  step_up: z.stringbool().default(false).describe('Whether the person must prove themselves anew, and strongly.'),
});
const Offered = z.object({ id: z.uuid(), name: z.string(), kind: z.enum(['saml', 'oidc']) });

/** People on their way to their identity provider and back. */
@ApiTags('sign-in')
@Controller('sign-in')
export class SignInController {
  constructor(
    private readonly signIns: SignIns,
    private readonly providers: IdentityProviders,
    private readonly saml: SamlWayIn,
    private readonly session: SessionCookie,
    private readonly attempt: AttemptCookie,
  ) {}

  /** Where somebody can sign in; the sign-in page shows it to everybody. */
  @Get('providers')
  @Public()
  @AnswersList(Offered)
  offered(): Promise<z.infer<typeof Offered>[]> {
    return this.providers.offered();
  }

  /** Sends the browser to the identity provider. */
  @Get(':providerId')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiExcludeEndpoint()
  async begin(
    @Param('providerId') providerId: string,
    @Query({ schema: Wish }) wish: z.infer<typeof Wish>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { return_to: returnTo, step_up: stepUp } = wish;
    const begun = await this.signIns.begin(providerId, { returnTo, stepUp, replaces: this.session.of(request) });
    this.attempt.set(reply, begun.attempt, begun.kind);
    await reply.redirect(begun.url, 303);
  }

  /** OpenID Connect comes back here. */
  @Get(':providerId/callback')
  @SentBackByProvider()
  @Header('cache-control', 'no-store')
  @ApiExcludeEndpoint()
  finishByQuery(
    @Param('providerId') providerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = new URL(request.url, 'http://query').searchParams;
    return this.finish(providerId, { method: 'GET', query }, request, reply);
  }

  /** SAML's assertion consumer service. */
  @Post(':providerId/callback')
  @SentBackByProvider()
  @Header('cache-control', 'no-store')
  @ApiExcludeEndpoint()
  finishByForm(
    @Param('providerId') providerId: string,
    @Body() form: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.finish(providerId, { method: 'POST', form }, request, reply);
  }

  /** What a SAML identity provider is told of us; readable before it is set up. */
  @Get(':providerId/metadata')
  @Public()
  @ApiExcludeEndpoint()
  async metadata(@Param('providerId') providerId: string, @Res() reply: FastifyReply): Promise<void> {
    const provider = await this.providers.find(providerId);
    if (provider.kind !== 'saml') throw new Refusal('request.not-found');
    await reply.type('application/samlmetadata+xml').send(this.saml.describe(provider));
  }

  /** The key by which we prove ourselves to an OpenID provider (`private_key_jwt`). */
  @Get(':providerId/jwks')
  @Public()
  @ApiExcludeEndpoint()
  async jwks(@Param('providerId') providerId: string, @Res() reply: FastifyReply): Promise<void> {
    const { settings } = await this.providers.find(providerId);
    const jwk = settings && 'publicJwk' in settings ? settings.publicJwk : null;
    await reply.send({ keys: jwk ? [jwk] : [] });
  }

  private async finish(
    providerId: string,
    answer: Parameters<SignIns['finish']>[2],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    this.attempt.clear(reply);
    try {
      const { session, returnTo } = await this.signIns.finish(providerId, this.attempt.of(request), answer);
      this.session.set(reply, session.cookie, session.expiresAt);
      await reply.redirect(returnTo, 303);
    } catch (refused) {
      if (!(refused instanceof Refusal) || request.headers['sec-fetch-mode'] !== 'navigate') throw refused;
      request.refusedFor = refused.code;
      // somebody looks at this, who can read a page and no problem document
      await reply.redirect(`/sign-in?refused=${refused.code}&request=${request.id}`, 303);
    }
  }
}
