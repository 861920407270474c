import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { AgentRow } from '@app/agents';
import type { SignedIn as Person } from '@app/auth';
import type { Actor } from '@app/kernel';
import { type OwnerProposal as Proposal, OwnerProposals } from '@app/scim';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { InPerson, SignedIn } from '../policy/policy.js';
import { Agent } from './forms.js';

const OwnerProposal = z.object({
  agentId: z.uuid(),
  name: z.string(),
  purpose: z.string(),
  ownerId: z.uuid(),
  proposedId: z.uuid().nullable(),
  since: Time,
});
const Accept = z.strictObject({
  attest: z.literal(true).describe('You have looked at the agent and answer for it from now on.'),
  keepGrantIds: z.array(Id).max(1_000).describe('Grants of the agent that go on; all others end.'),
  reason: Text,
});

/** Owners whom identity providers name for agents that somebody else answers for. */
@ApiTags('agents')
@Controller('api/v1/owner-proposals')
@SignedIn()
export class OwnerProposalsController {
  constructor(private readonly proposals: OwnerProposals) {}

  /** All of them for administrators and auditors; for everybody else those that wait for them. */
  @Get()
  @AnswersList(OwnerProposal)
  list(@Me() { actor, personId, roles }: Person): Promise<Proposal[]> {
    const all = roles.includes('admin') || roles.includes('auditor');
    return this.proposals.list(actor, all ? undefined : personId);
  }

  /** Only the person who is named: they become the owner, with their own rights. */
  @Post(':agentId/accept')
  @InPerson()
  @Answers(Agent)
  accept(
    @By() actor: Actor,
    @Param('agentId', { schema: Id }) agentId: string,
    @Body({ schema: Accept }) acceptance: z.infer<typeof Accept>,
  ): Promise<AgentRow> {
    return this.proposals.accept(actor, agentId, acceptance);
  }
}
