import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type AgentRow, Agents, AgentTerms, Approvals, Quarantines } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, AllowOwnerAnd, InPerson, StepUp } from '../policy/policy.js';
import { Agent, Attestation, Reason, Renew } from './forms.js';

/** From state to state: approval, start, stop, sleep, another term, the end. */
@ApiTags('agents')
@Controller('api/v1/agents')
@AllowOwnerAnd('admin')
export class AgentLifeController {
  constructor(
    private readonly agents: Agents,
    private readonly approvals: Approvals,
    private readonly quarantines: Quarantines,
    private readonly terms: AgentTerms,
  ) {}

  /** Of an agent that was requested; never by whoever answers for it. */
  @Post(':id/approve')
  @InPerson()
  @Allow('admin')
  @Answers(Agent)
  approve(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<AgentRow> {
    return this.approvals.approve(actor, id, reason);
  }

  @Post(':id/decline')
  @Allow('admin')
  @Answers(Agent)
  decline(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<AgentRow> {
    return this.approvals.decline(actor, id, reason);
  }

  @Post(':id/activate')
  @Answers(Agent)
  activate(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<AgentRow> {
    return this.agents.activate(actor, id);
  }

  @Post(':id/kill')
  @AllowOwnerAnd('admin', 'security_operator')
  @AnswersNothing()
  kill(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.agents.kill(actor, id, reason);
  }

  /** Takes back a kill; another cause that is open keeps the agent standing still. */
  @Post(':id/restart')
  @Allow('admin', 'security_operator')
  @StepUp()
  @AnswersNothing()
  restart(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.agents.restart(actor, id, reason);
  }

  @Post(':id/quarantine')
  @Allow('admin', 'security_operator')
  @AnswersNothing()
  quarantine(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.quarantines.quarantine(actor, id, reason);
  }

  /** Never by its owner. */
  @Post(':id/release')
  @Allow('admin', 'security_operator')
  @StepUp()
  @AnswersNothing()
  release(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Attestation }) attestation: z.infer<typeof Attestation>,
  ): Promise<void> {
    return this.quarantines.release(actor, id, attestation);
  }

  /** An agent that fell asleep because nobody used it. */
  @Post(':id/wake')
  @AnswersNothing()
  wake(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.terms.wake(actor, id, reason);
  }

  @Post(':id/renew')
  @Answers(Agent)
  renew(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Renew }) renewal: z.infer<typeof Renew>,
  ): Promise<AgentRow> {
    return this.terms.renew(actor, id, renewal);
  }

  /** With everything that is part of it. */
  @Post(':id/retire')
  @Answers(Agent)
  retire(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<AgentRow> {
    return this.agents.retire(actor, id, reason);
  }
}
