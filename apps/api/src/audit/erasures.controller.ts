import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Erasure, Erasures, type FieldView, Payloads, REFERENCE, type RetentionHold, SUBJECT } from '@app/ledger';
import type { Actor } from '@app/kernel';
import { Reason } from '../agents/forms.js';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const Reference = z
  .string()
  .regex(REFERENCE)
  .describe('The case it is done under. It is recorded as it stands, for ever: no names.');
const Subject = z
  .string()
  .regex(SUBJECT)
  .describe('The subject of the entries: the id of a person, an agent, a server. It is recorded as it stands, too.');
const Asked = z.object({ subject: Subject, reference: Reference });
const Lifted = z.object({ reference: Reference });
const ErasureAnswer = z.object({
  id: z.uuid(),
  subject: z.string(),
  reference: z.string(),
  state: z.enum(['waiting', 'done']),
  askedAt: Time,
  dueAt: Time,
  doneAt: Time.nullable(),
  fields: z.int().nullable(),
});
const HoldAnswer = z.object({
  id: z.uuid(),
  subject: z.string(),
  reference: z.string(),
  setAt: Time,
  liftedAt: Time.nullable(),
});
const EntryAnswer = z.object({
  entry: z.unknown().describe('As it was hashed.'),
  fields: z.array(
    z.object({
      path: z.string(),
      state: z.enum(['open', 'erased', 'expired']),
      value: z.unknown().optional(),
      goneAt: Time.optional(),
    }),
  ),
});

/** Personal fields of the ledger: what is kept of them, until when, and how they go. */
@ApiTags('audit')
@Controller('api/v1/ledger')
@Allow('admin')
export class ErasuresController {
  constructor(
    private readonly erasures: Erasures,
    private readonly payloads: Payloads,
  ) {}

  /** Done at once, or as soon as no duty to keep stands against it. */
  @Post('erasures')
  @StepUp()
  @Answers(ErasureAnswer)
  erase(@By() actor: Actor, @Body({ schema: Asked }) { subject, reference }: z.infer<typeof Asked>): Promise<Erasure> {
    return this.erasures.ask(actor, subject, reference);
  }

  @Get('erasures')
  @Allow('admin', 'auditor')
  @AnswersList(ErasureAnswer)
  list(@By() actor: Actor): Promise<Erasure[]> {
    return this.erasures.list(actor);
  }

  @Post('retention-holds')
  @StepUp()
  @Answers(HoldAnswer)
  hold(
    @By() actor: Actor,
    @Body({ schema: Asked }) { subject, reference }: z.infer<typeof Asked>,
  ): Promise<RetentionHold> {
    return this.erasures.hold(actor, subject, reference);
  }

  @Get('retention-holds')
  @Allow('admin', 'auditor')
  @AnswersList(HoldAnswer)
  holds(@By() actor: Actor): Promise<RetentionHold[]> {
    return this.erasures.holds(actor);
  }

  @Post('retention-holds/:holdId/lift')
  @StepUp()
  @AnswersNothing()
  lift(
    @By() actor: Actor,
    @Param('holdId', { schema: Id }) holdId: string,
    @Body({ schema: Lifted }) { reference }: z.infer<typeof Lifted>,
  ): Promise<void> {
    return this.erasures.lift(actor, holdId, reference);
  }

  /** One entry with its personal fields; the look itself is recorded. */
  @Post('entries/:uid/open')
  @Allow('auditor')
  @Answers(EntryAnswer)
  open(
    @By() actor: Actor,
    @Param('uid', { schema: Id }) uid: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<{ entry: unknown; fields: FieldView[] }> {
    return this.payloads.view(actor, uid, reason);
  }
}
