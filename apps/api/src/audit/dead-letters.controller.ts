import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type DeadLetter, DeadLetters } from '@app/jobs';
import type { Actor } from '@app/kernel';
import { AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Handler = z.string().min(1).max(100);
const Letter = z.object({
  messageId: z.uuid(),
  handler: z.string(),
  topic: z.string(),
  error: z.string(),
  attempts: z.int(),
  at: Time,
});

@ApiTags('operations')
@Controller('api/v1/dead-letters')
@Allow('admin')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @AnswersList(Letter)
  list(@By() actor: Actor): Promise<DeadLetter[]> {
    return this.letters.list(actor);
  }

  @Post(':messageId/:handler/retry')
  @AnswersNothing()
  retry(
    @By() actor: Actor,
    @Param('messageId', { schema: Id }) messageId: string,
    @Param('handler', { schema: Handler }) handler: string,
  ): Promise<void> {
    return this.letters.retry(actor, messageId, handler);
  }
}
