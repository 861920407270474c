import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BootstrapTokens, type SignedIn } from '@app/auth';
import { AnswersNothing } from '../edge/answers.js';
import { Me } from '../policy/identity.js';
import { InPerson, SignedIn as SignedInOnly } from '../policy/policy.js';

const Redeem = z.strictObject({ token: z.string().min(1).max(100) });

@ApiTags('session')
@Controller('api/v1/bootstrap')
export class BootstrapController {
  constructor(private readonly tokens: BootstrapTokens) {}

  /** Makes whom an identity provider vouches for an administrator, by the one-time token of the command line. */
  @Post()
  @SignedInOnly()
  @InPerson()
  @AnswersNothing()
  redeem(@Me() me: SignedIn, @Body({ schema: Redeem }) { token }: z.infer<typeof Redeem>): Promise<void> {
    return this.tokens.redeem(me, token);
  }
}
