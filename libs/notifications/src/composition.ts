import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { z } from 'zod';
import { Clock, newId, Surroundings } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { type Payload, Subscriptions } from '@app/jobs';
import { isEmail, mailAddressOf } from './core/mail-address.js';
import { render } from './core/render.js';
import { isTemplate, templates } from './core/templates.js';
import { wordsOf } from './names.js';
import { NotificationRow } from './notification.row.js';
import { Webhooks } from './webhooks.js';

const Role = z.enum(['admin', 'reviewer', 'auditor', 'agent_owner', 'security_operator']);
const Notice = z.object({
  template: z.string().refine(isTemplate),
  to: z.union([
    z.strictObject({ personId: z.uuid() }),
    z.strictObject({ role: Role }),
    z.strictObject({ roles: z.array(Role).min(1) }),
  ]),
  data: z.record(z.string(), z.unknown()),
});
type Notice = z.infer<typeof Notice>;

const repeatable: readonly string[] = ['scim.leaver-refused'];
const QUIET_MS = 3_600_000;

/** Turns "tell them this" into one e-mail for each person and one message for each webhook; the timer sends them. */
@Injectable()
export class Composition {
  constructor(
    subscriptions: Subscriptions,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
    private readonly webhooks: Webhooks,
  ) {
    subscriptions.on('notify', 'notifications.compose', (tx, payload) => this.compose(tx, payload));
    subscriptions.on('lifecycle.breaker-tripped', 'notifications.breaker', (tx, data) =>
      this.compose(tx, { template: 'breaker.tripped', to: { role: 'admin' }, data }),
    );
  }

  private async compose(tx: WriteTx, payload: Payload): Promise<'done' | 'nothing-to-do'> {
    const notice = Notice.parse(payload);
    const wanted = [...(await this.mails(tx, notice)), ...(await this.posts(tx, notice))];
    const rows = await this.unlessRepeated(tx, notice, wanted);
    if (rows.length === 0 && wanted.length > 0) return 'nothing-to-do';
    for (const row of rows) await tx.insert(NotificationRow, row);
    const { template, data } = notice;
    const about = [data['personId'], data['sourceId']].find((id) => typeof id === 'string') ?? template;
    const count = (state: string) => rows.filter((row) => row.state === state).length;
    const detail = { template, queued: count('queued'), skipped: count('skipped') };
    tx.record({ action: 'notification.composed', subject: about, detail });
    return 'done';
  }

  /** Whom the same was told within the hour is not told again, where whoever repeats a request would flood people. */
  private async unlessRepeated(
    tx: Tx,
    { template, data }: Notice,
    rows: NotificationRow[],
  ): Promise<NotificationRow[]> {
    if (!repeatable.includes(template)) return rows;
    const told = await tx.query<{ to: string }[]>(
      `SELECT coalesce(person_id, webhook_id) AS "to" FROM notification WHERE template = $1 AND created_at > $2
         AND CASE channel WHEN 'webhook' THEN body::jsonb -> 'data' = $4::jsonb ELSE body = $3 END`,
      [
        template,
        new Date(this.clock.now().getTime() - QUIET_MS),
        rows.find(({ channel }) => channel === 'email')?.body,
        JSON.stringify(data),
      ],
    );
    return rows.filter(({ personId, webhookId }) => !told.some(({ to }) => to === (personId ?? webhookId)));
  }

  private async mails(tx: Tx, { template, to, data }: Notice): Promise<NotificationRow[]> {
    const text = render(templates[template], await wordsOf(tx, data, this.surroundings.publicUrl));
    const people = await recipients(tx, to, this.clock.now());
    return people.map((person) => {
      const address = mailAddressOf(person);
      const fault = this.fault(person, address);
      const { subject, text: body } = text;
      const row = { template, channel: 'email', personId: person.id, address, subject, body } as const;
      return this.row({ ...row, state: fault === null ? 'queued' : 'skipped', error: fault });
    });
  }

  /** Programs get ids, never names. The body is made once, so that every attempt sends the same bytes. */
  private async posts(tx: Tx, { template, data }: Notice): Promise<NotificationRow[]> {
    const timestamp = this.clock.now().toISOString();
    const body = JSON.stringify({ type: template, timestamp, data });
    const hooks = await this.webhooks.live(tx);
    return hooks.map(({ id }) =>
      this.row({ template, channel: 'webhook', webhookId: id, subject: template, body, state: 'queued' }),
    );
  }

  private fault({ status }: PersonRow, address: string | null): string | null {
    if (status !== 'active') return 'the person is not active';
    if (!this.surroundings.mail) return 'no mail server is set (SURETY_SMTP_URL)';
    return address !== null && isEmail(address) ? null : 'no usable e-mail address is known';
  }

  private row(values: Partial<NotificationRow>): NotificationRow {
    const now = this.clock.now();
    const nothing = { personId: null, address: null, webhookId: null, error: null, sentAt: null };
    const fresh = { id: newId(), attempts: 0, nextAt: now, createdAt: now };
    return Object.assign(new NotificationRow(), nothing, fresh, values);
  }
}

async function recipients(tx: Tx, to: Notice['to'], at: Date): Promise<PersonRow[]> {
  if ('personId' in to) return tx.findBy(PersonRow, { id: to.personId });
  const holders: { id: string }[] = await tx.query(
    `SELECT DISTINCT person_id AS id FROM role_assignment
     WHERE role = ANY($1) AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)`,
    ['roles' in to ? to.roles : [to.role], at],
  );
  return tx.findBy(PersonRow, { id: In(holders.map(({ id }) => id)), status: 'active' });
}
