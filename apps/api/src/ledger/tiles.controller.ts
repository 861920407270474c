import { Controller, Get, Header, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '@app/kernel';
import { TiledLog } from '@app/ledger';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

/** What a path names never changes; it is still for this reader only. */
const FOR_GOOD = 'private, max-age=31536000, immutable';

/**
 * The caller's log as any client of tiled logs reads it, `/ledger` being the prefix (C2SP tlog-tiles v0.1.0). Not part
 * of the API's document: the addresses and forms are those of the specification.
 */
@ApiExcludeController()
@Controller('ledger')
@Allow('admin', 'auditor')
export class TilesController {
  constructor(private readonly log: TiledLog) {}

  @Get('checkpoint')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-cache')
  checkpoint(@By() actor: Actor): Promise<string> {
    return this.log.checkpoint(actor);
  }

  @Get('tile/*')
  async tile(
    @By() actor: Actor,
    @Param('*') path: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const bytes = await this.log.tile(actor, path);
    void reply.header('cache-control', FOR_GOOD); // not of a tile that is not there yet
    return new StreamableFile(bytes, { type: 'application/octet-stream', length: bytes.length });
  }
}
