import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { ServerRow, type ToolRow, Tools, addressText } from '@app/catalog';
import { type RpcAnswer } from './core/message.js';
import { within } from './deadline.js';
import { HttpSession } from './http-session.js';
import { type Reading, readOffered } from './reading.js';
import type { Sending, Session } from './session.js';
import { SseSession } from './sse-session.js';
import { StdioSession } from './stdio-session.js';
import { Supervised } from './supervised.js';

const CALL_MS = 60_000;

/** The upstream MCP servers as the gateway sees them: one supervised session each, opened by the first request. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly servers = new Map<string, Supervised>();
  /** Where the session of each server leads. */
  private readonly addresses = new Map<string, string>();
  private readonly listeners: ((serverId: string) => void)[] = [];
  private readonly log = new Logger('Upstreams');
  private closed = false;

  constructor(
    private readonly db: Db,
    private readonly tools: Tools,
  ) {}

  /**
   * Sends one request and waits for its answer, 60 seconds at most.
   * @throws Refusal `server.unknown`, `upstream.*`; the signal's reason; what `beforeWrite` threw
   */
  request(
    serverId: string,
    method: string,
    params: Readonly<Record<string, unknown>>,
    sending: Sending = {},
  ): Promise<RpcAnswer> {
    return within(CALL_MS, sending.signal, async (signal) => {
      const session = await this.session(serverId, signal);
      signal.throwIfAborted();
      return session.request(method, params, { ...sending, signal });
    });
  }

  /**
   * Reads what a server offers and pins it in the catalog: its tools, and unless told otherwise its resources and prompts.
   * @returns the server's tools as they stand afterwards
   * @throws Refusal `server.unknown`, `upstream.*`
   */
  async discover(actor: Actor, serverId: string, { onlyTools = false } = {}): Promise<ToolRow[]> {
    const { offered } = await this.read(serverId, onlyTools);
    return (await this.tools.pinReading(actor, serverId, offered)).tools;
  }

  /**
   * What a server offers now, all pages within 60 seconds.
   * @param address where it is now; a session that was opened elsewhere is given up
   * @throws Refusal `server.unknown`, `upstream.*`
   */
  async read(serverId: string, onlyTools = false, address?: string): Promise<Reading> {
    if (address !== undefined && (this.addresses.get(serverId) ?? address) !== address) await this.drop(serverId);
    return within(CALL_MS, undefined, (signal) =>
      readOffered(
        (method, params) => this.request(serverId, method, params, { signal }),
        onlyTools ? null : async () => (await this.session(serverId, signal)).capabilities,
      ),
    );
  }

  /** Called when a server says that one of its lists has changed. */
  onListChanged(listener: (serverId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Ends its session, and what is under way there: the server is disabled, or is reached otherwise from now on. */
  async drop(serverId: string): Promise<void> {
    const server = this.servers.get(serverId);
    this.servers.delete(serverId);
    this.addresses.delete(serverId);
    await server?.close().catch(() => undefined); // it is out of use either way
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.servers.values()].map((server) => server.close()));
  }

  private async session(serverId: string, signal: AbortSignal): Promise<Session> {
    if (this.closed) throw new Refusal('upstream.unavailable');
    let server = this.servers.get(serverId);
    if (!server) this.servers.set(serverId, (server = new Supervised(() => this.open(serverId))));
    return server.session(signal);
  }

  private async open(serverId: string): Promise<Session> {
    const server = await this.db.readEveryTenant((tx) => tx.findOneBy(ServerRow, { id: serverId }));
    if (!server) throw new Refusal('server.unknown', serverId);
    if (server.status !== 'active') throw new Refusal('upstream.unavailable', 'it is disabled');
    this.log.log(`connecting to ${server.name}`);
    this.addresses.set(serverId, addressText(server));
    const onListChanged = (): void => this.listeners.forEach((listener) => listener(serverId));
    if (server.command) return StdioSession.open(server.command, onListChanged);
    const url = server.url ?? '';
    return server.transport === 'sse' ? SseSession.open(url, onListChanged) : HttpSession.open(url, onListChanged);
  }
}
