import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AgentGrantRow, AgentGrants } from '@app/access';
import { type AgentCredentialRow, type AgentRow, Agents, Stewardship } from '@app/agents';
import type { SignedIn as Person } from '@app/auth';
import type { Actor } from '@app/kernel';
import { AgentGrant, Grant } from '../access/forms.js';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, AllowOwnerAnd, SignedIn } from '../policy/policy.js';
import {
  Agent,
  AgentDifference,
  BindKey,
  Credential,
  Deputy,
  ListedAgent,
  Reason,
  Register,
  ShownAgent,
} from './forms.js';
import { AgentView, type CountedAgent, type ShownAgent as Shown } from './agent.view.js';
import { type AgentDifference as Difference, DifferencesView } from './differences.view.js';

@ApiTags('agents')
@Controller('api/v1/agents')
@AllowOwnerAnd('admin')
export class AgentsController {
  constructor(
    private readonly agents: Agents,
    private readonly stewardship: Stewardship,
    private readonly grants: AgentGrants,
    private readonly view: AgentView,
    private readonly differences: DifferencesView,
  ) {}

  /** Whoever registers an agent answers for it. */
  @Post()
  @SignedIn()
  @Answers(Agent, { status: 201 })
  register(@Me() me: Person, @Body({ schema: Register }) wanted: z.infer<typeof Register>): Promise<AgentRow> {
    return this.agents.register(me.actor, { ...wanted, ownerId: me.personId });
  }

  @Get()
  @SignedIn()
  @AnswersList(ListedAgent)
  list(@Me() me: Person): Promise<CountedAgent[]> {
    return this.view.list(me);
  }

  @Get(':id')
  @AllowOwnerAnd('admin', 'reviewer', 'auditor')
  @Answers(ShownAgent)
  get(@Me() me: Person, @Param('id', { schema: Id }) id: string): Promise<Shown> {
    return this.view.get(me, id);
  }

  @Get(':id/differences')
  @AllowOwnerAnd('admin', 'reviewer', 'auditor')
  @AnswersList(AgentDifference)
  changes(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<Difference[]> {
    return this.differences.of(actor, id);
  }

  @Post(':id/keys')
  @Answers(Credential, { status: 201 })
  bindKey(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: BindKey }) { jwk, expiresAt }: z.infer<typeof BindKey>,
  ): Promise<AgentCredentialRow> {
    return this.agents.bindKey(actor, id, jwk, expiresAt);
  }

  /** Who stands in for the owner; null: nobody, and tools that write are refused from now on. */
  @Put(':id/deputy')
  @Answers(Agent)
  changeDeputy(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Deputy }) { deputyId }: z.infer<typeof Deputy>,
  ): Promise<AgentRow> {
    return this.stewardship.changeDeputy(actor, id, deputyId);
  }

  @Post(':id/activate')
  @Answers(Agent)
  activate(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<AgentRow> {
    return this.agents.activate(actor, id);
  }

  @Post(':id/kill')
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
  @Allow('admin')
  @AnswersNothing()
  restart(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.agents.restart(actor, id, reason);
  }

  @Post(':id/retire')
  @Answers(Agent)
  retire(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<AgentRow> {
    return this.agents.retire(actor, id, reason);
  }

  @Post(':id/grants')
  @Answers(AgentGrant, { status: 201 })
  give(
    @By() actor: Actor,
    @Param('id', { schema: Id }) agentId: string,
    @Body({ schema: Grant }) grant: z.infer<typeof Grant>,
  ): Promise<AgentGrantRow> {
    return this.grants.give(actor, { ...grant, agentId });
  }

  @Delete(':id/grants/:grantId')
  @AnswersNothing()
  async endGrant(
    @By() actor: Actor,
    @Param('id', { schema: Id }) agentId: string,
    @Param('grantId', { schema: Id }) grantId: string,
  ): Promise<void> {
    await this.view.grant(actor, agentId, grantId);
    await this.grants.revoke(actor, grantId, 'withdrawn');
  }
}
