import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AgentGrantRow, AgentGrants } from '@app/access';
import { AgentFacts, type AgentRow, Agents, Stewardship } from '@app/agents';
import type { SignedIn as Person } from '@app/auth';
import { type Actor, Refusal } from '@app/kernel';
import { AgentGrant, NewAgentGrant } from '../access/forms.js';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, AllowAgentOwners, AllowOwnerAnd, SignedIn } from '../policy/policy.js';
import {
  Agent,
  AgentDifference,
  ChangeAgent,
  Deputy,
  ListedAgent,
  ListQuery,
  Register,
  ShownAgent,
  Tags,
} from './forms.js';
import { AgentView, type CountedAgent, type ShownAgent as Shown } from './agent.view.js';
import { type AgentDifference as Difference, DifferencesView } from './differences.view.js';

@ApiTags('agents')
@Controller('api/v1/agents')
@AllowOwnerAnd('admin')
export class AgentsController {
  constructor(
    private readonly agents: Agents,
    private readonly facts: AgentFacts,
    private readonly stewardship: Stewardship,
    private readonly grants: AgentGrants,
    private readonly view: AgentView,
    private readonly differences: DifferencesView,
  ) {}

  /** Whoever registers an agent answers for it. */
  @Post()
  @AllowAgentOwners()
  @Answers(Agent, { status: 201 })
  register(@Me() me: Person, @Body({ schema: Register }) wanted: z.infer<typeof Register>): Promise<AgentRow> {
    return this.agents.register(me.actor, { ...wanted, ownerId: me.personId });
  }

  @Get()
  @SignedIn()
  @AnswersList(ListedAgent)
  list(@Me() me: Person, @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>): Promise<CountedAgent[]> {
    const { owner: ownerId, client: clientId, ...filter } = query;
    return this.view.list(me, { ...filter, ownerId, clientId });
  }

  @Get(':id')
  @AllowOwnerAnd('admin', 'reviewer', 'auditor', 'security_operator')
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

  /** Conditions may ask for its environment, so that is what was registered unless an administrator says otherwise. */
  @Patch(':id')
  @Answers(Agent)
  change(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeAgent }) changed: z.infer<typeof ChangeAgent>,
  ): Promise<AgentRow> {
    if (changed.environment !== undefined && !me.roles.includes('admin')) {
      throw new Refusal('role.missing', 'environment');
    }
    return this.facts.change(me.actor, id, changed);
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

  /** Rights may hang on tags, so whoever only owns the agent does not choose them. */
  @Put(':id/tags')
  @Allow('admin')
  @Answers(Agent)
  tag(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Tags }) { tags }: z.infer<typeof Tags>,
  ): Promise<AgentRow> {
    return this.facts.tag(actor, id, tags);
  }

  @Post(':id/grants')
  @Answers(AgentGrant, { status: 201 })
  give(
    @By() actor: Actor,
    @Param('id', { schema: Id }) agentId: string,
    @Body({ schema: NewAgentGrant }) grant: z.infer<typeof NewAgentGrant>,
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
