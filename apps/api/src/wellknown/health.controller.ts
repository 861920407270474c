import { Controller, Get, Logger, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Db } from '@app/database';
import { Public } from '../policy/policy.js';

/** For operators and load balancers. */
@ApiExcludeController()
@Controller()
export class HealthController {
  private readonly logger = new Logger(HealthController.name);

  constructor(private readonly db: Db) {}

  /** The process answers. */
  @Get('healthz')
  @Public()
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can do its work; 503 and the reason when it cannot. */
  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; because?: string }> {
    try {
      await this.db.readEveryTenant((tx) => tx.query('SELECT 1'));
      return { status: 'ready' };
    } catch (cause) {
      this.logger.warn(cause);
      void reply.code(503);
      return { status: 'not-ready', because: 'the database cannot be reached' };
    }
  }
}
