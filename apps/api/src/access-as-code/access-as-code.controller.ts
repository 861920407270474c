import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AccessAsCode, CedarPolicies, type ShownPlan } from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers } from '../edge/answers.js';
import { Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const document = z.string().min(1).max(1_048_576).describe('access.yaml');
const Diff = z.strictObject({ document });
const Apply = z.strictObject({
  document,
  reason: Text,
  allowWidening: z.boolean().default(false).describe('Carried out although somebody could do more than now.'),
});
const Plan = z.object({
  changes: z.array(z.string()).describe('One line each: + begins, - ends, ~ changes.'),
  gains: z.array(z.string()).describe('Who could call what that they could not call before.'),
});
const Cedar = z.object({
  files: z.record(z.string(), z.string()).describe('Texts by the name of their file.'),
});

/** Access as a text that people read before it counts; see docs/access-as-code.md. */
@ApiTags('access')
@Controller('api/v1/access/as-code')
@Allow('admin')
export class AccessAsCodeController {
  constructor(
    private readonly asCode: AccessAsCode,
    private readonly cedar: CedarPolicies,
  ) {}

  @Get()
  @Allow('admin', 'auditor')
  @Header('content-type', 'application/yaml; charset=utf-8')
  @ApiProduces('application/yaml')
  @ApiOkResponse({ schema: { type: 'string' } })
  export(@By() actor: Actor): Promise<string> {
    return this.asCode.export(actor);
  }

  @Get('cedar')
  @Allow('admin', 'auditor')
  @Answers(Cedar)
  async exportCedar(@By() actor: Actor): Promise<z.infer<typeof Cedar>> {
    return { files: await this.cedar.export(actor) };
  }

  @Post('diff')
  @Answers(Plan)
  diff(@By() actor: Actor, @Body({ schema: Diff }) asked: z.infer<typeof Diff>): Promise<ShownPlan> {
    return this.asCode.plan(actor, asked.document);
  }

  @Post('apply')
  @StepUp()
  @Answers(Plan)
  apply(@By() actor: Actor, @Body({ schema: Apply }) asked: z.infer<typeof Apply>): Promise<ShownPlan> {
    const { document: text, ...applying } = asked;
    return this.asCode.apply(actor, text, applying);
  }
}
