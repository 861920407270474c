import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, Sealer, type Tx } from '@app/database';
import { secretText, webhookUrl } from './core/webhook.js';
import { WebhookRow } from './webhook.row.js';

/** Programs that are told what people are told. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /**
   * @returns the secret too, this one time: `whsec_` and 32 bytes in base64
   * @throws Refusal webhook.address-invalid
   */
  add(actor: Actor, address: string): Promise<{ webhook: WebhookRow; secret: string }> {
    const url = webhookUrl(address);
    if (!url) return Promise.reject(new Refusal('webhook.address-invalid'));
    const [id, key] = [newId(), randomBytes(32)];
    return this.db.write(actor, async (tx) => {
      const fresh = { id, url: url.href, sealedSecret: this.sealer.seal(place(id), key) };
      const webhook = tx.create(WebhookRow, { ...fresh, createdAt: this.clock.now(), removedAt: null });
      await tx.insert(WebhookRow, webhook);
      tx.record({ action: 'webhook.added', subject: id, detail: { origin: url.origin } });
      return { webhook, secret: secretText(key) };
    });
  }

  /** What waits for it fails. @throws Refusal webhook.unknown also for one that is removed */
  remove(actor: Actor, id: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const { affected } = await tx.update(WebhookRow, { id, removedAt: IsNull() }, { removedAt: this.clock.now() });
      if (affected !== 1) throw new Refusal('webhook.unknown');
      tx.record({ action: 'webhook.removed', subject: id });
    });
  }

  list(actor: Actor): Promise<WebhookRow[]> {
    return this.db.read(actor, (tx) => this.live(tx));
  }

  live(tx: Tx): Promise<WebhookRow[]> {
    return tx.find(WebhookRow, { where: { removedAt: IsNull() }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  keyOf({ id, sealedSecret }: WebhookRow): Buffer {
    return this.sealer.open(place(id), sealedSecret);
  }
}

const place = (id: string): string => `webhook:${id}`;
