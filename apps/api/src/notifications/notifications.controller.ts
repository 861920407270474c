import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '@app/kernel';
import { type NotificationRow, Notifications, type WebhookRow, Webhooks } from '@app/notifications';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const State = z.enum(['queued', 'sent', 'failed', 'skipped']);
const Which = z.object({ state: State.optional() });
const Notification = z.object({
  id: z.uuid(),
  template: z.string(),
  channel: z.enum(['email', 'webhook']),
  personId: z.uuid().nullable(),
  webhookId: z.uuid().nullable(),
  subject: z.string(),
  state: State,
  attempts: z.int(),
  nextAt: Time,
  error: z.string().nullable(),
  createdAt: Time,
  sentAt: Time.nullable(),
});
const Add = z.strictObject({ url: z.string().min(1).max(2000) });
const Webhook = z.object({ id: z.uuid(), url: z.string(), createdAt: Time });
const FreshWebhook = Webhook.extend({ secret: z.string().describe('whsec_ and 32 bytes in base64; shown this once.') });

@ApiTags('operations')
@Controller('api/v1')
@Allow('admin')
export class NotificationsController {
  constructor(
    private readonly notifications: Notifications,
    private readonly webhooks: Webhooks,
  ) {}

  /** The newest 500, with how far each got; texts and addresses are not shown. */
  @Get('notifications')
  @AnswersList(Notification)
  list(@By() actor: Actor, @Query({ schema: Which }) { state }: z.infer<typeof Which>): Promise<NotificationRow[]> {
    return this.notifications.list(actor, state);
  }

  @Get('webhooks')
  @AnswersList(Webhook)
  hooks(@By() actor: Actor): Promise<WebhookRow[]> {
    return this.webhooks.list(actor);
  }

  @Post('webhooks')
  @StepUp()
  @Answers(FreshWebhook, { status: 201 })
  async add(
    @By() actor: Actor,
    @Body({ schema: Add }) { url }: z.infer<typeof Add>,
  ): Promise<WebhookRow & { secret: string }> {
    const { webhook, secret } = await this.webhooks.add(actor, url);
    return Object.assign(webhook, { secret });
  }

  @Delete('webhooks/:id')
  @StepUp()
  @AnswersNothing()
  remove(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.webhooks.remove(actor, id);
  }
}
