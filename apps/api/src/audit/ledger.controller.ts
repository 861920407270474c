import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Checkpoints } from '@app/ledger';
import { type Actor, Refusal } from '@app/kernel';
import { Answers } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Checkpoint = z.object({ size: z.int(), note: z.string().describe('C2SP tlog-checkpoint, signed.') });
const Key = z.object({ vkey: z.string().describe('C2SP signed-note verifier key.') });

@ApiTags('audit')
@Controller('api/v1/ledger')
@Allow('admin', 'auditor')
export class LedgerController {
  constructor(private readonly checkpoints: Checkpoints) {}

  @Get('checkpoint')
  @Answers(Checkpoint)
  async checkpoint(@By() actor: Actor): Promise<z.infer<typeof Checkpoint>> {
    const latest = await this.checkpoints.latest(actor);
    if (!latest) throw new Refusal('ledger.empty');
    return latest;
  }

  @Get('key')
  @Answers(Key)
  async key(@By() actor: Actor): Promise<z.infer<typeof Key>> {
    return { vkey: await this.checkpoints.key(actor) };
  }
}
