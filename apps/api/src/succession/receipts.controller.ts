import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@app/kernel';
import { type ReceiptRow, Receipts } from '@app/lifecycle';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { Receipt } from './forms.js';

/** What moves and leaves really did. */
@ApiTags('succession')
@Controller('api/v1')
@Allow('admin', 'auditor')
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Get('people/:id/receipts')
  @AnswersList(Receipt)
  ofPerson(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ReceiptRow[]> {
    return this.receipts.of(actor, id);
  }

  @Get('receipts/:id')
  @Answers(Receipt)
  find(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ReceiptRow> {
    return this.receipts.find(actor, id);
  }
}
