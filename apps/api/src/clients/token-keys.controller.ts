import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { KeyRotation, type ListedKey } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const Key = z.object({
  kid: z.string(),
  phase: z.enum(['next', 'signing', 'retired', 'gone']),
  createdAt: Time,
  signsFrom: Time,
  retiredAt: Time.nullable(),
});
const Replace = z.strictObject({ reason: Text });

@ApiTags('clients')
@Controller('api/v1/token-keys')
@Allow('admin', 'security_operator')
export class TokenKeysController {
  constructor(private readonly keys: KeyRotation) {}

  @Get()
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Key)
  list(@By() actor: Actor): Promise<ListedKey[]> {
    return this.keys.list(actor);
  }

  /** Publishes the next key; it signs in an hour. */
  @Post('rotate')
  @StepUp()
  @Answers(Key)
  rotate(@By() actor: Actor): Promise<ListedKey> {
    return this.keys.rotate(actor);
  }

  /** Throws all keys away, and with them every token that is out: for a key that may have been stolen. */
  @Post('replace')
  @StepUp()
  @Answers(Key)
  replace(@By() actor: Actor, @Body({ schema: Replace }) { reason }: z.infer<typeof Replace>): Promise<ListedKey> {
    return this.keys.replace(actor, reason);
  }
}
