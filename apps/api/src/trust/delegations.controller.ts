import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type DelegationRow, Delegations } from '@app/agents';
import { type SignedIn as Person, TOOLS_SCOPE } from '@app/auth';
import { type Actor, Refusal } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { AllowOwnerAnd, SignedIn } from '../policy/policy.js';
import { Because, Delegate, Delegation } from './forms.js';

/** Who acts for whom. Either end of a delegation may end it, and so may whoever gave it as a person. */
@ApiTags('trust')
@Controller('api/v1')
export class DelegationsController {
  constructor(private readonly delegations: Delegations) {}

  /** The agents that act for me. */
  @Get('delegations')
  @SignedIn()
  @AnswersList(Delegation)
  mine(@Me() me: Person): Promise<DelegationRow[]> {
    return this.delegations.givenBy(me.actor, me.personId);
  }

  @Delete('delegations/:delegationId')
  @SignedIn()
  @Answers(Delegation)
  async takeBack(
    @Me() me: Person,
    @Param('delegationId', { schema: Id }) id: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<DelegationRow> {
    return this.ended(me.actor, await this.delegations.givenBy(me.actor, me.personId), id, reason);
  }

  /** Everything that names the agent at either end. */
  @Get('agents/:id/delegations')
  @AllowOwnerAnd('admin', 'reviewer', 'auditor', 'security_operator')
  @AnswersList(Delegation)
  list(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<DelegationRow[]> {
    return this.delegations.list(actor, id);
  }

  /** Another agent may act for this one; it gains nothing that it has not itself. */
  @Post('agents/:id/delegations')
  @AllowOwnerAnd('admin')
  @Answers(Delegation, { status: 201 })
  give(
    @By() actor: Actor,
    @Param('id', { schema: Id }) fromAgentId: string,
    @Body({ schema: Delegate }) { agentId, validTo }: z.infer<typeof Delegate>,
  ): Promise<DelegationRow> {
    return this.delegations.give(actor, { fromAgentId, agentId, scope: TOOLS_SCOPE, validTo });
  }

  @Delete('agents/:id/delegations/:delegationId')
  @AllowOwnerAnd('admin', 'security_operator')
  @Answers(Delegation)
  async end(
    @By() actor: Actor,
    @Param('id', { schema: Id }) agentId: string,
    @Param('delegationId', { schema: Id }) id: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<DelegationRow> {
    return this.ended(actor, await this.delegations.list(actor, agentId), id, reason);
  }

  private ended(actor: Actor, known: readonly DelegationRow[], id: string, reason: string): Promise<DelegationRow> {
    if (!known.some((row) => row.id === id)) throw new Refusal('delegation.unknown');
    return this.delegations.revoke(actor, id, reason);
  }
}
