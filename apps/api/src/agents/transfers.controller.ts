import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { AgentRow } from '@app/agents';
import type { SignedIn as Person } from '@app/auth';
import type { Actor } from '@app/kernel';
import { type AgentTransferRow, type ShownTransfer as Shown, Transfers } from '@app/lifecycle';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { AllowOwnerAnd, InPerson, SignedIn } from '../policy/policy.js';
import { Accept, ShownSuccession } from '../succession/forms.js';
import { Agent, Reason } from './forms.js';

const Offer = z.strictObject({ toId: Id.describe('Who is asked to answer for it from now on.') });
const Transfer = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  fromId: z.uuid(),
  toId: z.uuid(),
  state: z.enum(['open', 'accepted', 'declined', 'withdrawn', 'expired']),
  offeredAt: Time,
  expiresAt: Time,
  answeredAt: Time.nullable(),
});
const { agent, grants } = ShownSuccession.shape;
const ShownTransfer = Transfer.extend({ agent, grants });

/** Owners who are still here hand agents on; nothing changes before somebody accepts. */
@ApiTags('agents')
@Controller('api/v1')
@SignedIn()
export class TransfersController {
  constructor(private readonly transfers: Transfers) {}

  @Post('agents/:id/transfer')
  @AllowOwnerAnd('admin')
  @Answers(Transfer, { status: 201 })
  offer(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Offer }) { toId }: z.infer<typeof Offer>,
  ): Promise<AgentTransferRow> {
    return this.transfers.offer(actor, id, toId);
  }

  @Delete('agents/:id/transfer')
  @AllowOwnerAnd('admin')
  @AnswersNothing()
  withdraw(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.transfers.withdraw(actor, id);
  }

  /** All of them for administrators and auditors; for everybody else those that they made, got or are asked about. */
  @Get('transfers')
  @AnswersList(ShownTransfer)
  list(@Me() { actor, personId, roles }: Person): Promise<Shown[]> {
    const all = roles.includes('admin') || roles.includes('auditor');
    return this.transfers.list(actor, all ? undefined : personId);
  }

  /** Only the person who is asked: they become the owner, with their own rights. */
  @Post('transfers/:transferId/accept')
  @InPerson()
  @Answers(Agent)
  accept(
    @By() actor: Actor,
    @Param('transferId', { schema: Id }) id: string,
    @Body({ schema: Accept }) acceptance: z.infer<typeof Accept>,
  ): Promise<AgentRow> {
    return this.transfers.accept(actor, id, acceptance);
  }

  @Post('transfers/:transferId/decline')
  @AnswersNothing()
  decline(
    @By() actor: Actor,
    @Param('transferId', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.transfers.decline(actor, id, reason);
  }
}
