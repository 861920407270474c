import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Surroundings } from '@app/kernel';
import { Failure } from './failure.js';
import type { NotificationRow } from './notification.row.js';

const PATIENCE_MS = 15_000;

@Injectable()
export class Mailer {
  constructor(private readonly surroundings: Surroundings) {}

  /** @throws Failure */
  async send({ id, address, subject, body }: NotificationRow): Promise<void> {
    const { mail, publicUrl } = this.surroundings;
    if (!mail || address === null) throw new Failure('no mail server is set (SURETY_SMTP_URL)', true);
    const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
    const closed = { disableFileAccess: true, disableUrlAccess: true };
    const transport = createTransport({ url: mail.smtpUrl, ...patience, ...closed });
    try {
      await transport.sendMail({
        from: mail.from,
        to: { name: '', address },
        subject,
        text: body,
        messageId: `<${id}@${new URL(publicUrl).hostname}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (stop) {
      throw new Failure(String(stop), isPermanent(stop));
    } finally {
      transport.close();
    }
  }
}

/** RFC 5321 §4.2.1: a reply of 5yz will be the same next time. */
function isPermanent(stop: unknown): boolean {
  const code = stop instanceof Error && 'responseCode' in stop ? Number(stop.responseCode) : 0;
  return code >= 500 && code < 600;
}
