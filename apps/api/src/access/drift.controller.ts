import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AccessDrift, type Drift } from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers, Time } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Days = z.coerce.number().int().min(1).max(3650);
const Horizon = z.object({ unusedDays: Days.default(90), expiringDays: Days.default(14) });
const Grant = z.object({
  grantId: z.uuid(),
  agentId: z.uuid(),
  agentName: z.string(),
  ownerId: z.uuid(),
  label: z.string().describe('The tool, the profile or the pattern.'),
  validFrom: Time,
  endsAt: Time,
  lastUsedAt: Time.nullable(),
});
const Drifted = z.object({
  unused: z.array(Grant).describe('In force for so many days and not used in them.'),
  expiring: z.array(Grant).describe('Used, and about to end.'),
  wider: z
    .array(Grant.extend({ beyond: z.array(z.object({ id: z.uuid(), serverName: z.string(), name: z.string() })) }))
    .describe('About tools that the ceiling of the blueprint does not hold.'),
});

@ApiTags('access')
@Controller('api/v1/access')
@Allow('admin', 'reviewer', 'auditor')
export class DriftController {
  constructor(private readonly drift: AccessDrift) {}

  @Get('drift')
  @Answers(Drifted)
  of(@By() actor: Actor, @Query({ schema: Horizon }) horizon: z.infer<typeof Horizon>): Promise<Drift> {
    return this.drift.of(actor, horizon);
  }
}
