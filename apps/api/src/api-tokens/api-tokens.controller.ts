import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ApiTokenView, ApiTokens, type SignedIn, scopeForm } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, InPerson, SignedIn as SignedInOnly, StepUp } from '../policy/policy.js';

const Scope = z.string().regex(scopeForm).describe('`<area>:read` or `<area>:write`; to write is also to read.');
const NewToken = z.strictObject({ name: Text, scopes: z.array(Scope).min(1).max(100), expiresAt: TimeInput });
const Issued = z.object({ id: z.uuid(), token: z.string().describe('Shown this one time.'), expiresAt: Time });
const Listed = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: Time,
  expiresAt: Time,
  revokedAt: Time.nullable(),
  lastUsedAt: Time.nullable().describe('To within ten minutes.'),
});

/** Tokens for programs. People make and end their own; whoever keeps watch sees and ends everybody's. */
@ApiTags('api-tokens')
@Controller('api/v1')
@SignedInOnly()
@InPerson()
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokens) {}

  @Get('api-tokens')
  @AnswersList(Listed)
  list(@Me() { actor, personId }: SignedIn): Promise<ApiTokenView[]> {
    return this.tokens.list(actor, personId);
  }

  @Post('api-tokens')
  @StepUp()
  @Answers(Issued, { status: 201 })
  issue(
    @Me() me: SignedIn,
    @Body({ schema: NewToken }) wanted: z.infer<typeof NewToken>,
  ): ReturnType<ApiTokens['issue']> {
    return this.tokens.issue(me, wanted);
  }

  @Delete('api-tokens/:tokenId')
  @AnswersNothing()
  revoke(@Me() { actor, personId }: SignedIn, @Param('tokenId', { schema: Id }) id: string): Promise<void> {
    return this.tokens.revoke(actor, id, personId);
  }

  @Get('api-tokens/all')
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Listed)
  all(@By() actor: Actor): Promise<ApiTokenView[]> {
    return this.tokens.list(actor);
  }

  @Get('people/:id/api-tokens')
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Listed)
  ofPerson(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ApiTokenView[]> {
    return this.tokens.list(actor, id);
  }

  @Delete('people/:id/api-tokens/:tokenId')
  @Allow('admin', 'security_operator')
  @AnswersNothing()
  revokeOf(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('tokenId', { schema: Id }) tokenId: string,
  ): Promise<void> {
    return this.tokens.revoke(actor, tokenId, id);
  }
}
