import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { PastAccess, type SpannedWay, type Way } from '@app/access';
import type { Actor } from '@app/kernel';
import { AnswersList } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import * as forms from './forms.js';

/** Who could do what, now and at any time since this installation keeps its past. */
@ApiTags('access')
@Controller('api/v1/access')
@Allow('admin', 'security_operator', 'auditor')
export class PastController {
  constructor(private readonly past: PastAccess) {}

  /** Who could use a tool at a time, each with the path. */
  @Get('who')
  @AnswersList(forms.Way)
  who(
    @By() actor: Actor,
    @Query({ schema: forms.WhoQuery }) { server, tool, at }: z.infer<typeof forms.WhoQuery>,
  ): Promise<Way[]> {
    return this.past.who(actor, { serverName: server, toolName: tool }, at);
  }

  /** What a person and their agents could use between two times, each with when. */
  @Get('what')
  @AnswersList(forms.SpannedWay)
  what(
    @By() actor: Actor,
    @Query({ schema: forms.WhatQuery }) { personId, from, to }: z.infer<typeof forms.WhatQuery>,
  ): Promise<SpannedWay[]> {
    return this.past.what(actor, personId, from, to);
  }
}
