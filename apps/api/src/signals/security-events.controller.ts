import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, Refusal } from '@app/kernel';
import { type SignalStreamRow, Signals } from '@app/signals';
import { By, Of } from '../policy/identity.js';
import { PushedByStream } from '../policy/policy.js';

/** Media type of a pushed token, whatever parameters follow (RFC 8935 §2.1). */
const SECEVENT = /^application\/secevent\+jwt *(;|$)/i;

/** Where transmitters push security events to (RFC 8935); errors are told as that RFC has them. */
@ApiExcludeController()
@Controller('ssf/streams/:id/events')
@PushedByStream()
export class SecurityEventsController {
  constructor(private readonly signals: Signals) {}

  @Post()
  @HttpCode(202)
  async receive(
    @By() actor: Actor,
    @Of() stream: SignalStreamRow,
    @Headers('content-type') type: string | undefined,
    @Body() token: unknown,
  ): Promise<void> {
    if (!SECEVENT.test(type ?? '') || typeof token !== 'string') {
      throw new Refusal('signal.malformed', 'the body must be application/secevent+jwt');
    }
    await this.signals.receive(actor, stream, token);
  }
}
