import { Controller, Get, Logger, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Db } from '@app/database';
import { Refusal } from '@app/kernel';
import { Public } from '../policy/policy.js';

type Ready = Readonly<{
  status: 'ready' | 'not-ready';
  ready: boolean;
  because: readonly Readonly<{ code: string; sentence: string }>[];
}>;

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

  /** The process can do its work; 503 and the reasons when it cannot, in the form of `/gateway/readyz`. */
  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Ready> {
    try {
      await this.db.readEveryTenant((tx) => tx.query('SELECT 1'));
      return { status: 'ready', ready: true, because: [] };
    } catch (cause) {
      this.logger.warn(cause);
      void reply.code(503);
      const { code, message: sentence } = new Refusal('database.unavailable');
      return { status: 'not-ready', ready: false, because: [{ code, sentence }] };
    }
  }
}
