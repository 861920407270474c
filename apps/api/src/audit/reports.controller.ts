import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  toolCalls(
    @By() actor: Actor,
    @Query({ schema: ToolCallsQuery }) { format }: z.infer<typeof ToolCallsQuery>,
  ): Promise<StreamableFile> {
    return handedOut((path) => this.reports.toolCalls(actor, format, path), mediaTypes[format], `tool-calls.${format}`);
  }

  @Post('evidence-pack')
  @HttpCode(200)
  @ApiProduces('application/zip')
  @ApiOkResponse(file)
  evidencePack(@By() actor: Actor): Promise<StreamableFile> {
    return handedOut((path) => this.reports.evidencePack(actor, path), 'application/zip', 'evidence-pack.zip');
  }
}

/** Written whole before its first byte leaves, so that what is recorded is what is handed out. No name is left of it. */
async function handedOut(
  write: (path: string) => Promise<Readonly<{ bytes: number }>>,
  type: string,
  name: string,
): Promise<StreamableFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'surety-export-'));
  try {
    const { bytes: length } = await write(path.join(folder, name));
    const content = (await open(path.join(folder, name))).createReadStream();
    return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"`, length });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
