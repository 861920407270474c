import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { In } from 'typeorm';
import type { z } from 'zod';
import {
  type ExplainedCall,
  type Explanation,
  Explanations,
  type Question,
  type Simulation,
  Simulations,
} from '@app/access';
import { AgentRow } from '@app/agents';
import type { SignedIn as Person } from '@app/auth';
import { Db } from '@app/database';
import { type Actor, Refusal } from '@app/kernel';
import { watchers } from '../audit/decision-stream.js';
import { Answers } from '../edge/answers.js';
import { By, Me } from '../policy/identity.js';
import { Allow, SignedIn } from '../policy/policy.js';
import * as forms from './forms.js';

/** Both ask and change nothing, so a token that may read decisions opens them. */
@ApiTags('audit')
@Controller('api/v1/decisions')
export class ExplainController {
  constructor(
    private readonly explanations: Explanations,
    private readonly simulations: Simulations,
    private readonly db: Db,
  ) {}

  /** Why a call is or was decided as it is; for those who keep watch, and for whoever answers for all its agents. */
  @Post('explain')
  @SignedIn()
  @Answers(forms.Explained)
  async explain(
    @Me() me: Person,
    @Body({ schema: forms.Ask }) asked: z.infer<typeof forms.Ask>,
  ): Promise<Explanation | ExplainedCall> {
    if ('callId' in asked) {
      const explained = await this.explanations.ofCall(me.actor, asked.callId);
      if (!(await this.maySee(me, explained.call.chain))) throw new Refusal('call.unknown');
      return explained;
    }
    if (!(await this.maySee(me, [asked.agentId, ...(asked.chain ?? [])]))) throw new Refusal('role.missing');
    return this.explanations.explain(me.actor, questionOf(asked));
  }

  /** What a change would do to calls like those of this time; nothing is changed. */
  @Post('simulate')
  @Allow('admin', 'auditor')
  @Answers(forms.Simulated)
  simulate(
    @By() actor: Actor,
    @Body({ schema: forms.Simulate }) { change, from, to }: z.infer<typeof forms.Simulate>,
  ): Promise<Simulation> {
    return this.simulations.simulate(actor, change, from, to);
  }

  /** The way tells of each agent of the chain what it holds, and of its owner. */
  private async maySee({ actor, personId, roles }: Person, chain: readonly string[]): Promise<boolean> {
    if (watchers.some((role) => roles.includes(role))) return true;
    const ids = [...new Set(chain)];
    const own = await this.db.read(actor, (tx) => tx.countBy(AgentRow, { id: In(ids), ownerId: personId }));
    return own === ids.length;
  }
}

type Possible = Exclude<z.infer<typeof forms.Ask>, { callId: string }>;
const questionOf = ({ server: serverName, tool: toolName, arguments: args, ...rest }: Possible): Question => ({
  ...rest,
  serverName,
  toolName,
  ...(args && { args }),
});
