import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BreakGlass, KeyRegistration, csrfTokenOf } from '@app/auth';
import { Answers, AnswersNothing, Time } from '../edge/answers.js';
import { addressOf } from '../edge/attempts.js';
import { Id } from '../edge/inputs.js';
import { Public } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';

/** What a browser's `navigator.credentials` gives, in the JSON of WebAuthn Level 3 §5.1.8. */
const Credential = z.looseObject({
  id: z.string().max(2000),
  rawId: z.string().max(2000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
  clientExtensionResults: z.looseObject({}),
});
const Secret = z.string().min(1).max(100);
const Invitation = z.strictObject({ secret: Secret });
const Registration = z.strictObject({ secret: Secret, challengeId: Id, credential: Credential });
const Password = z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(200) });
const Answer = z.strictObject({ challengeId: Id, credential: Credential });
const Asked = z.object({
  challengeId: z.uuid(),
  options: z.looseObject({ challenge: z.string() }).describe('For `navigator.credentials` (WebAuthn Level 3 JSON).'),
});
const Opened = z.object({ personId: z.uuid(), expiresAt: Time, csrfToken: z.string() });

/** The way in when no identity provider can vouch for anybody. Every attempt is recorded and told. */
@ApiTags('break-glass')
@Controller('sign-in/break-glass')
@Public()
export class GlassController {
  constructor(
    private readonly glass: BreakGlass,
    private readonly registration: KeyRegistration,
    private readonly cookie: SessionCookie,
  ) {}

  @Post()
  @Answers(Asked)
  begin(
    @Req() request: FastifyRequest,
    @Body({ schema: Password }) { name, password }: z.infer<typeof Password>,
  ): ReturnType<BreakGlass['begin']> {
    return this.glass.begin(name, password, addressOf(request));
  }

  @Post('answer')
  @Answers(Opened)
  async finish(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: Answer }) { challengeId, credential }: z.infer<typeof Answer>,
  ): Promise<{ personId: string; expiresAt: Date; csrfToken: string }> {
    const answer = credential as unknown as AuthenticationResponseJSON;
    const { cookie, ...opened } = await this.glass.finish(challengeId, answer, addressOf(request));
    this.cookie.set(reply, cookie, opened.expiresAt);
    return { ...opened, csrfToken: csrfTokenOf(cookie) };
  }

  /** The first half of registering a key, by the secret of the link that the command line printed. */
  @Post('registration')
  @Answers(Asked)
  invite(@Body({ schema: Invitation }) { secret }: z.infer<typeof Invitation>): ReturnType<KeyRegistration['begin']> {
    return this.registration.begin(secret);
  }

  @Post('registration/answer')
  @AnswersNothing()
  register(
    @Body({ schema: Registration }) { secret, challengeId, credential }: z.infer<typeof Registration>,
  ): Promise<void> {
    return this.registration.finish(secret, challengeId, credential as unknown as RegistrationResponseJSON);
  }
}
