import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '@app/kernel';
import { type EntryAt, LedgerProofs } from '@app/ledger';
import { Answers } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

/** In one spelling, because an empty text would be 0. */
const Count = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/)
  .transform(Number);
const Hash = z.preprocess(
  (value) => (Buffer.isBuffer(value) ? value.toString('base64') : value),
  z.string().describe('32 bytes in base64.'),
);
const Entry = z
  .strictObject({
    entry: z.uuid().optional().describe('The UUID of the entry.'),
    index: Count.optional().describe('Its leaf index.'),
  })
  .refine(({ entry, index }) => (entry === undefined) !== (index === undefined), 'either `entry` or `index`');
const Sizes = z.strictObject({
  from: Count.describe('The size that is known already.'),
  to: Count.optional().describe('The newest signed size when left out.'),
});
const Inclusion = z.object({
  index: z.int(),
  entry: z.uuid(),
  leafHash: Hash,
  checkpoint: z.object({ size: z.int(), note: z.string().describe('C2SP tlog-checkpoint, signed.') }),
  hashes: z.array(Hash).describe("From the leaf's sibling upwards (RFC 6962, 2.1.1)."),
});
const Consistency = z.object({
  from: z.int(),
  to: z.int(),
  fromRoot: Hash,
  toRoot: Hash,
  hashes: z.array(Hash).describe('RFC 6962, 2.1.2.'),
});

/** Proofs of the caller's log, each to be checked without us; see docs/ledger.md. */
@ApiTags('audit')
@Controller('api/v1/ledger/proofs')
@Allow('admin', 'auditor')
export class ProofsController {
  constructor(private readonly proofs: LedgerProofs) {}

  @Get('inclusion')
  @Answers(Inclusion)
  inclusion(@By() actor: Actor, @Query({ schema: Entry }) asked: z.infer<typeof Entry>) {
    return this.proofs.inclusion(actor, entryAt(asked));
  }

  /** C2SP tlog-proof. */
  @Get('inclusion.tlog-proof')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(@By() actor: Actor, @Query({ schema: Entry }) asked: z.infer<typeof Entry>): Promise<StreamableFile> {
    const proof = Buffer.from(await this.proofs.inclusionFile(actor, entryAt(asked)));
    const name = `${asked.entry ?? String(asked.index)}.tlog-proof`;
    return new StreamableFile(proof, {
      type: 'text/plain; charset=utf-8',
      disposition: `attachment; filename="${name}"`,
      length: proof.length,
    });
  }

  @Get('consistency')
  @Answers(Consistency)
  consistency(@By() actor: Actor, @Query({ schema: Sizes }) { from, to }: z.infer<typeof Sizes>) {
    return this.proofs.consistency(actor, from, to);
  }
}

const entryAt = ({ entry, index = 0 }: z.infer<typeof Entry>): EntryAt => (entry === undefined ? { index } : { entry });
