import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RegistrationTokens } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, Time } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const Token = z.object({ token: z.string().describe('Shown this one time; good for one client.'), expiresAt: Time });

@ApiTags('clients')
@Controller('api/v1/client-registration-tokens')
@Allow('admin')
export class RegistrationTokensController {
  constructor(private readonly tokens: RegistrationTokens) {}

  @Post()
  @StepUp()
  @Answers(Token, { status: 201 })
  issue(@By() actor: Actor): Promise<{ token: string; expiresAt: Date }> {
    return this.tokens.issue(actor);
  }
}
