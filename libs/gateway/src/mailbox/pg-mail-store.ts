import { Injectable } from '@nestjs/common';
import { Clock, Refusal, Surroundings } from '@app/kernel';
import { Db } from '@app/database';
import { CHANNEL, MailLine } from './mail-line.js';
import { type Mail, MailStore } from './mail-store.js';

/** For how long a message waits, in milliseconds. */
const KEPT_MS = 5 * 60_000;
const SWEEP_MS = 60_000;
/** What waits at one address at most, in characters of sealed text; one message more is taken when this is not reached. */
const MOST_WAITING = 16 * 1024 * 1024;
/** A question has one answer, and its address is known to a client. */
const IS_QUESTION = `$1 LIKE 'q.%'`;

const PUT = `WITH put AS (
    INSERT INTO mcp_message (address, body, size, expires_at)
    SELECT $1, body, length(body), $3::timestamptz FROM unnest($2::text[]) WITH ORDINALITY b (body, o)
    WHERE (SELECT coalesce(sum(size), 0) FROM mcp_message WHERE address = $1) < CASE WHEN ${IS_QUESTION} THEN 1 ELSE ${MOST_WAITING} END
    ORDER BY o RETURNING 1
  ) SELECT count(*)::integer AS n, pg_notify('${CHANNEL}', 'm ' || $1) FROM put`;
const COLLECT = `WITH taken AS (DELETE FROM mcp_message WHERE address = ANY ($1) RETURNING seq, address, body, expires_at)
  SELECT address, body FROM taken WHERE expires_at > $2 ORDER BY seq`;

/** Messages in the table `mcp_message`; NOTIFY wakes whoever takes them. */
@Injectable()
export class PgMailStore extends MailStore {
  private line: MailLine | undefined;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {
    super();
  }

  async put(address: string, bodies: readonly string[]): Promise<boolean> {
    const until = new Date(this.clock.now().getTime() + KEPT_MS);
    const [row] = await this.query<{ n: number }>(PUT, [address, bodies, until]);
    return row?.n === bodies.length;
  }

  collect(addresses: readonly string[]): Promise<Mail[]> {
    return this.query<Mail>(COLLECT, [addresses, this.clock.now()]);
  }

  async shout(word: string): Promise<void> {
    await this.query('SELECT pg_notify($1, $2)', [CHANNEL, `s ${word}`]);
  }

  listen(posted: (address: string | null) => void, shouted: (word: string) => void): void {
    const { databaseUrl, fenceDatabaseUrl = databaseUrl } = this.surroundings;
    this.line = new MailLine(fenceDatabaseUrl, (word) => {
      if (word === null) posted(null);
      else if (word.startsWith('m ')) posted(word.slice(2));
      else if (word.startsWith('s ')) shouted(word.slice(2));
    });
    this.sweeping = setInterval(() => void this.sweep().catch(() => undefined), SWEEP_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.sweeping);
    await this.line?.close();
  }

  private sweep(): Promise<unknown> {
    return this.query('DELETE FROM mcp_message WHERE expires_at <= $1', [this.clock.now()]);
  }

  private async query<Row>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return await this.db.upkeep('every-tenant', (tx) => tx.query<Row[]>(text, values));
    } catch (cause) {
      throw new Refusal('database.unavailable', undefined, { cause });
    }
  }
}
