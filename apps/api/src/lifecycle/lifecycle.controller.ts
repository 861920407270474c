import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '@app/kernel';
import { Breaker, type BreakerRow, type Discrepancy, LifecycleLog, Preview, type Previewed } from '@app/lifecycle';
import { Reason } from '../agents/forms.js';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import * as forms from './forms.js';

@ApiTags('lifecycle')
@Controller('api/v1')
@Allow('admin', 'auditor')
export class LifecycleController {
  constructor(
    private readonly preview: Preview,
    private readonly breaker: Breaker,
    private readonly log: LifecycleLog,
  ) {}

  /** What a change of the directory would do to which agents and tools; nothing is done. */
  @Post('lifecycle/preview')
  @Answers(forms.Previewed)
  previewed(
    @By() actor: Actor,
    @Body({ schema: forms.Change }) { change }: z.infer<typeof forms.Change>,
  ): Promise<Previewed> {
    return this.preview.of(actor, change);
  }

  /** Whether the stored events are those that the log of the person's states gives. */
  @Get('people/:id/lifecycle/replay')
  @Answers(forms.Replayed)
  async replay(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
  ): Promise<{ faithful: boolean; discrepancies: Discrepancy[] }> {
    const discrepancies = await this.log.replay(actor, id);
    return { faithful: discrepancies.length === 0, discrepancies };
  }

  @Get('lifecycle/breakers')
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(forms.Breaker)
  breakers(@By() actor: Actor): Promise<BreakerRow[]> {
    return this.breaker.list(actor);
  }

  /** Too many people had left within an hour, and somebody has looked: what cannot be undone goes on. */
  @Post('sources/:id/breaker/release')
  @Allow('admin', 'security_operator')
  @StepUp()
  @Answers(forms.Breaker)
  release(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<BreakerRow> {
    return this.breaker.release(actor, id, reason);
  }
}
