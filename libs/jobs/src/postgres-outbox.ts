import { Injectable } from '@nestjs/common';
import { type Actor, newId } from '@app/kernel';
import { type Message, Outbox, type Tx } from '@app/database';

@Injectable()
export class PostgresOutbox extends Outbox {
  private sleeper: (() => void) | undefined;

  async put(tx: Tx, _actor: Actor, messages: readonly Message[]): Promise<void> {
    await tx.query(
      `INSERT INTO outbox (id, topic, payload) SELECT id, topic, payload
       FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS message (id, topic, payload)`,
      [
        messages.map(() => newId()),
        messages.map(({ topic }) => topic),
        messages.map(({ payload }) => JSON.stringify(payload)),
      ],
    );
  }

  wake(): void {
    this.sleeper?.();
  }

  /** The relay of this process, if it has one. Relays of other processes find the messages by polling. */
  onWake(sleeper: () => void): void {
    this.sleeper = sleeper;
  }
}
