import { Controller, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '@app/kernel';
import { Reports } from '@app/reports';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const ToolCallsQuery = z.object({ format: z.enum(['csv', 'ndjson']).default('csv') });
const mediaTypes = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;
const file = { schema: { type: 'string', format: 'binary' } } as const;

/** Exports are themselves recorded in the ledger, and so they are posted. */
@ApiTags('audit')
@Controller('api/v1/reports')
@Allow('admin', 'auditor')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Post('tool-calls')
  @HttpCode(200)
  @ApiProduces(...Object.values(mediaTypes))
  @ApiOkResponse(file)
  async toolCalls(
    @By() actor: Actor,
    @Query({ schema: ToolCallsQuery }) { format }: z.infer<typeof ToolCallsQuery>,
  ): Promise<StreamableFile> {
    const text = await this.reports.toolCalls(actor, format);
    return attachment(Buffer.from(text), mediaTypes[format], `tool-calls.${format}`);
  }

  @Post('evidence-pack')
  @HttpCode(200)
  @ApiProduces('application/zip')
  @ApiOkResponse(file)
  async evidencePack(@By() actor: Actor): Promise<StreamableFile> {
    return attachment(await this.reports.evidencePack(actor), 'application/zip', 'evidence-pack.zip');
  }
}

const attachment = (content: Uint8Array, type: string, name: string): StreamableFile =>
  new StreamableFile(content, { type, disposition: `attachment; filename="${name}"`, length: content.byteLength });
