import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { z } from 'zod';
import { Explanations } from '@app/access';
import { Db, type Tx } from '@app/database';
import { type Actor, Refusal, Surroundings } from '@app/kernel';
import { By } from '../policy/identity.js';
import { Allow, Public } from '../policy/policy.js';
import { type Answer, Evaluation, Evaluations, answerTo, askedIn, failed } from './authzen.js';

type Metadata = Readonly<Record<'policy_decision_point' | `access_${string}_endpoint`, string>>;

/** AuthZEN Authorization API 1.0, for enforcement points other than our gateways. Nothing is recorded, counted or spent. */
@ApiExcludeController()
@Controller()
export class AuthzenController {
  constructor(
    private readonly explanations: Explanations,
    private readonly db: Db,
    private readonly surroundings: Surroundings,
  ) {}

  /** §9.1 */
  @Get('.well-known/authzen-configuration')
  @Public()
  metadata(): Metadata {
    const { publicUrl } = this.surroundings;
    return {
      policy_decision_point: publicUrl,
      access_evaluation_endpoint: `${publicUrl}/access/v1/evaluation`,
      access_evaluations_endpoint: `${publicUrl}/access/v1/evaluations`,
    };
  }

  @Post('access/v1/evaluation')
  @Allow('admin', 'auditor')
  @HttpCode(200)
  evaluation(@By() actor: Actor, @Body({ schema: Evaluation }) asked: Evaluation): Promise<Answer> {
    return this.db.read(actor, (tx) => this.evaluate(tx, asked));
  }

  @Post('access/v1/evaluations')
  @Allow('admin', 'auditor')
  @HttpCode(200)
  async evaluations(
    @By() actor: Actor,
    @Body({ schema: Evaluations }) asked: z.infer<typeof Evaluations>,
  ): Promise<Answer | { evaluations: Answer[] }> {
    const { evaluations = [], options, ...defaults } = asked;
    return this.db.read(actor, async (tx) => {
      if (evaluations.length === 0) {
        const whole = Evaluation.safeParse(defaults);
        if (!whole.success) throw new Refusal('request.invalid', 'subject, action and resource are needed');
        return this.evaluate(tx, whole.data);
      }
      const last = { deny_on_first_deny: false, permit_on_first_permit: true, execute_all: null };
      const stop = last[options?.evaluations_semantic ?? 'execute_all'];
      const answers: Answer[] = [];
      for (const evaluation of evaluations) {
        const whole = Evaluation.safeParse({ ...defaults, ...evaluation });
        const answer = whole.success
          ? await this.evaluate(tx, whole.data)
          : failed('subject, action or resource missing');
        answers.push(answer);
        if (answer.decision === stop) break;
      }
      return { evaluations: answers };
    });
  }

  private async evaluate(tx: Tx, evaluation: Evaluation): Promise<Answer> {
    const asked = askedIn(evaluation);
    if ('fault' in asked) return failed(asked.fault);
    return answerTo(await this.explanations.explainIn(tx, asked.question), asked.able);
  }
}
