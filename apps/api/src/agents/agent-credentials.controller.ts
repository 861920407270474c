import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type AgentCredentialRow, AgentCredentials, Agents } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { AllowOwnerAnd, StepUp } from '../policy/policy.js';
import { BindCredential, BindKey, Credential, Reason } from './forms.js';

/** By what an agent proves who it is. */
@ApiTags('agents')
@Controller('api/v1/agents')
@AllowOwnerAnd('admin')
export class AgentCredentialsController {
  constructor(
    private readonly agents: Agents,
    private readonly credentials: AgentCredentials,
  ) {}

  @Post(':id/keys')
  @StepUp()
  @Answers(Credential, { status: 201 })
  bindKey(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: BindKey }) { jwk, expiresAt }: z.infer<typeof BindKey>,
  ): Promise<AgentCredentialRow> {
    return this.agents.bindKey(actor, id, jwk, expiresAt);
  }

  /** Two of a kind at most, so that one can follow the other. */
  @Post(':id/credentials')
  @StepUp()
  @Answers(Credential, { status: 201 })
  bind(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: BindCredential }) wanted: z.infer<typeof BindCredential>,
  ): Promise<AgentCredentialRow> {
    const { kind, expiresAt } = wanted;
    return this.credentials.bind(actor, id, { kind, proof: proofOf(wanted), expiresAt });
  }

  /** Whatever tokens the agent holds die with it. */
  @Delete(':id/credentials/:credentialId')
  @AllowOwnerAnd('admin', 'security_operator')
  @AnswersNothing()
  withdraw(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('credentialId', { schema: Id }) credentialId: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.credentials.withdraw(actor, id, credentialId, reason);
  }
}

function proofOf(wanted: z.infer<typeof BindCredential>): unknown {
  if (wanted.kind === 'private_key_jwt') return wanted.jwk;
  return wanted.kind === 'tls_client_auth' ? wanted.subject : wanted.certificate;
}
