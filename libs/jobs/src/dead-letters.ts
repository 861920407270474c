import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, Outbox } from '@app/database';

export type DeadLetter = Readonly<{
  messageId: string;
  handler: string;
  topic: string;
  /** What the handler said last. */
  error: string;
  attempts: number;
  at: Date;
}>;

const MOST = 500;

/** Messages that a handler has given up, until a person has them tried again. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
  ) {}

  /** The newest 500. */
  list(actor: Actor): Promise<DeadLetter[]> {
    return this.db.read(actor, (tx) =>
      tx.query<DeadLetter[]>(
        `SELECT letter.message_id AS "messageId", letter.handler, outbox.topic, letter.error, letter.attempts, letter.at
         FROM dead_letter AS letter JOIN outbox ON outbox.id = letter.message_id
         ORDER BY letter.at DESC LIMIT ${MOST}`,
      ),
    );
  }

  /** Takes the letter away and sends its message again, to this handler. @throws Refusal `dead-letter.unknown` */
  async retry(actor: Actor, messageId: string, handler: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const [letter] = await tx.query<{ topic: string }[]>(
        `WITH gone AS (DELETE FROM dead_letter WHERE message_id = $1 AND handler = $2 RETURNING message_id),
         again AS (UPDATE outbox SET sent_at = NULL FROM gone WHERE outbox.id = gone.message_id RETURNING topic)
         SELECT topic FROM again`,
        [messageId, handler],
      );
      if (!letter) throw new Refusal('dead-letter.unknown');
      tx.record({ action: 'dead-letter.retried', subject: messageId, detail: { handler, topic: letter.topic } });
    });
    this.outbox.wake();
  }
}
