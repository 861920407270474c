import { Injectable } from '@nestjs/common';
import { Clock, productVersion } from '@app/kernel';
import { signedHeaders } from './core/webhook.js';
import { Failure } from './failure.js';
import type { NotificationRow } from './notification.row.js';
import type { WebhookRow } from './webhook.row.js';
import { Webhooks } from './webhooks.js';

const PATIENCE_MS = 15_000;

@Injectable()
export class Poster {
  constructor(
    private readonly clock: Clock,
    private readonly webhooks: Webhooks,
  ) {}

  /** One attempt (Standard Webhooks 1.0): any 2xx is success; 410 says that nobody listens there any more. @throws Failure */
  async send({ id, body }: NotificationRow, webhook: WebhookRow | null): Promise<void> {
    if (!webhook || webhook.removedAt !== null) throw new Failure('the webhook was removed', true);
    const status = await this.post(webhook, id, body);
    if (status < 200 || status > 299) throw new Failure(`the webhook answered ${status}`, status === 410);
  }

  private async post(webhook: WebhookRow, id: string, body: string): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'user-agent': `Surety/${productVersion}`,
      ...signedHeaders(this.webhooks.keyOf(webhook), id, this.clock.now(), body),
    };
    try {
      // another address than the one an administrator entered is never called
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(webhook.url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      return answer.status;
    } catch (stop) {
      throw new Failure(causeOf(stop), false);
    }
  }
}

/** `fetch` says "fetch failed" and keeps the reason in the cause. */
const causeOf = (stop: unknown): string => String(stop instanceof Error && stop.cause ? stop.cause : stop);
