import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const CHANNEL = 'surety_mcp';
const CONNECT_MS = 5_000;
const AGAIN_MS = 1_000;
/** A process that hears nothing looks so often. */
const LOOK_MS = 1_000;
/** So often a process finds out whether it still hears: a connection that broke in silence says nothing by itself. */
const PROBE_MS = 10_000;

/**
 * A connection of its own on which a process is woken. While it is down, or where nothing is ever heard on it because a
 * pooler in transaction mode stands in between, `heard(null)` says once a second that words may have been lost.
 */
export class MailLine {
  private client: pg.Client | undefined;
  private closing = false;
  /** A word of ours came back: notifications arrive. */
  private hears = false;
  /** It was asked to tell us. */
  private isListening = false;
  /** Our own word was said, and not heard. */
  private isUnheard = false;
  private readonly hello = `hello ${randomBytes(6).toString('hex')}`;
  private readonly looking: NodeJS.Timeout;
  private readonly probing: NodeJS.Timeout;

  constructor(
    private readonly url: string,
    private readonly heard: (word: string | null) => void,
    private readonly probeMs = PROBE_MS,
  ) {
    this.looking = setInterval(() => this.hears || this.heard(null), LOOK_MS).unref();
    this.probing = setInterval(() => void this.probe(), probeMs).unref();
    void this.connect();
  }

  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.looking);
    clearInterval(this.probing);
    await this.client?.end().catch(() => undefined); // gone is what it should be
  }

  private async connect(): Promise<void> {
    if (this.closing) return;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'surety-mcp',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: Math.min(CONNECT_MS, this.probeMs),
      keepAlive: true,
    });
    this.client = client;
    // `end` follows either way, and opens another one
    client.on('error', () => void client.end().catch(() => undefined));
    client.once('end', () => this.again(client));
    client.on('notification', ({ payload = '' }) => {
      if (payload !== this.hello) return payload.startsWith(HELLO) ? undefined : this.heard(payload);
      this.isUnheard = false;
      if (this.hears) return;
      this.hears = true;
      this.heard(null); // what was said before nobody heard
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.isListening = true;
      await this.say(client);
      if (this.closing) await client.end().catch(() => undefined);
    } catch {
      await client.end().catch(() => undefined);
      this.again(client);
    }
  }

  private say(client: pg.Client): Promise<unknown> {
    this.isUnheard = true;
    return client.query('SELECT pg_notify($1, $2)', [CHANNEL, this.hello]);
  }

  /** One that does not hear itself hears nobody. */
  private async probe(): Promise<void> {
    const { client } = this;
    if (!client || this.closing || !this.isListening) return;
    if (this.isUnheard) this.hears = false;
    await this.say(client).catch(() => {
      this.again(client);
      void client.end().catch(() => undefined);
    });
  }

  private again(failed: pg.Client): void {
    if (failed !== this.client) return;
    this.client = undefined;
    this.hears = this.isListening = false;
    if (!this.closing) setTimeout(() => void this.connect(), AGAIN_MS).unref();
  }
}

const HELLO = 'hello ';
