import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '@app/kernel';
import {
  type AddedStream as Added,
  type ListedSignal,
  type ListedStream as Listed,
  type SignalStreamRow,
  SignalStreams,
  Signals,
  type Transmitter as Found,
  discover,
} from '@app/signals';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import {
  AddStream,
  AddedStream,
  Discover,
  ListedStream,
  RenewedToken,
  Signal,
  SignalsQuery,
  Stream,
  Transmitter,
} from './forms.js';

@ApiTags('signals')
@Controller('api/v1/signal-streams')
@Allow('admin')
export class SignalStreamsController {
  constructor(
    private readonly streams: SignalStreams,
    private readonly signals: Signals,
  ) {}

  @Post()
  @StepUp()
  @Answers(AddedStream, { status: 201 })
  add(@By() actor: Actor, @Body({ schema: AddStream }) wanted: z.infer<typeof AddStream>): Promise<Added> {
    return this.streams.add(actor, wanted);
  }

  @Get()
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(ListedStream)
  list(@By() actor: Actor): Promise<Listed[]> {
    return this.streams.list(actor);
  }

  /** What a transmitter says of itself, before a stream is added. */
  @Post('discover')
  @Answers(Transmitter)
  discover(@Body({ schema: Discover }) { issuer }: z.infer<typeof Discover>): Promise<Found> {
    return discover(issuer);
  }

  @Get(':id/signals')
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Signal)
  told(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: SignalsQuery }) { limit }: z.infer<typeof SignalsQuery>,
  ): Promise<ListedSignal[]> {
    return this.signals.list(actor, id, limit);
  }

  @Post(':id/pause')
  @Allow('admin', 'security_operator')
  @Answers(Stream)
  pause(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<SignalStreamRow> {
    return this.streams.pause(actor, id);
  }

  @Post(':id/resume')
  @Allow('admin', 'security_operator')
  @Answers(Stream)
  resume(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<SignalStreamRow> {
    return this.streams.resume(actor, id);
  }

  @Post(':id/token')
  @StepUp()
  @Answers(RenewedToken)
  async renewToken(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<{ token: string }> {
    return { token: await this.streams.renewToken(actor, id) };
  }

  @Delete(':id')
  @AnswersNothing()
  remove(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.streams.remove(actor, id);
  }
}
