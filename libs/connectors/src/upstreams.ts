import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { ServerRow, type ToolRow, Tools, addressText } from '@app/catalog';
import { type RpcAnswer } from './core/message.js';
import { within } from './deadline.js';
import { type Described, capabilityNames } from './core/described.js';
import { Reaches } from './credentials/reaches.js';
import { HttpSession } from './http-session.js';
import { Outgoing } from './outgoing.js';
import { reader } from './reader.js';
import { type Reading, readOffered } from './reading.js';
import type { Hooks, Sending, Sent, Session } from './session.js';
import { SseSession } from './sse-session.js';
import { StdioSession } from './stdio-session.js';
import { Upstream } from './upstream.js';
import { type OnUpdated, Watches } from './watches.js';

type Fields = Readonly<Record<string, unknown>>;

const CALL_MS = 60_000;
const DESCRIBE_MS = 10_000;
const PROBE_MS = 10_000;

/** The upstream MCP servers as the gateway sees them; their sessions are opened by the first request. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly servers = new Map<string, Upstream>();
  /** What is watched at a server, wherever that is. */
  private readonly watches = new Map<string, Watches>();
  /** Where the session of each server leads. */
  private readonly addresses = new Map<string, string>();
  /** Out of use, until what is under way there is over; of which server. */
  private readonly leaving = new Map<Upstream, string>();
  private readonly listeners: ((serverId: string) => void)[] = [];
  private readonly log = new Logger('Upstreams');
  private closed = false;

  constructor(
    private readonly db: Db,
    private readonly tools: Tools,
    private readonly reaches: Reaches,
  ) {
    reaches.probeBy((serverId) => this.probe(serverId));
    reaches.onChanged((serverId, mayFinish) => this.leave(serverId, mayFinish));
  }

  /**
   * Sends one request and waits for its answer, as long as the server's limits say; time in which the client is asked does not count.
   * @throws Refusal `server.unknown`, `upstream.*`; the signal's reason; what `beforeWrite` threw
   */
  async request(serverId: string, method: string, params: Fields, sending: Sending = {}): Promise<RpcAnswer> {
    const { gate, limits } = this.reaches.of(serverId);
    const outgoing = new Outgoing(sending, limits.callMs);
    try {
      const send = (): Promise<RpcAnswer> => this.send(this.upstream(serverId), method, params, outgoing);
      return await gate.through(limits, outgoing, send);
    } finally {
      outgoing.over();
    }
  }

  /**
   * What a server says that it has, and how to use it, within 10 seconds.
   * @throws Refusal `server.unknown`, `upstream.*`
   */
  describe(serverId: string): Promise<Described> {
    return within(DESCRIBE_MS, undefined, async (signal) => (await this.session(serverId, signal)).described);
  }

  /**
   * Calls back when the server says that this resource was changed, and when it may have been unheard. It is asked for
   * this again whenever its session has to be opened anew, until stopped.
   * @param caller one has no more than a share of what is watched at a server
   * @returns how to stop
   * @throws Refusal `upstream.busy` when too many resources of this server are watched
   */
  watchResource(serverId: string, uri: string, listener: OnUpdated, caller?: string): () => void {
    let watches = this.watches.get(serverId);
    if (!watches) this.watches.set(serverId, (watches = new Watches((signal) => this.session(serverId, signal))));
    return watches.watch(uri, listener, caller);
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
    await this.reaches.lookedUp(serverId);
    return within(CALL_MS, undefined, (signal) =>
      readOffered(
        (method, params) => this.asked(serverId, method, params, signal),
        onlyTools ? null : async () => capabilityNames((await this.session(serverId, signal)).described),
      ),
    );
  }

  /** Called when a server says that one of its lists has changed. */
  onListChanged(listener: (serverId: string) => void): void {
    this.listeners.push(listener);
  }

  /** Ends its session, and what is under way there: the server is disabled, or is reached otherwise from now on. */
  async drop(serverId: string): Promise<void> {
    this.reaches.of(serverId).gate.forget();
    await this.close(serverId);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    for (const watches of this.watches.values()) watches.close();
    await Promise.all([...this.servers.values(), ...this.leaving.keys()].map((server) => server.close()));
  }

  /** A question of our own that changes nothing is asked once more when its answer was lost. */
  private asked(serverId: string, method: string, params: Fields, signal: AbortSignal): Promise<RpcAnswer> {
    const ask = (): Promise<RpcAnswer> => this.request(serverId, method, params, { signal, dialogue: reader });
    return ask().catch((fault: unknown) => {
      if (fault instanceof Refusal && fault.code === 'upstream.lost' && !signal.aborted) return ask();
      throw fault;
    });
  }

  private async close(serverId: string): Promise<void> {
    const server = this.servers.get(serverId);
    this.servers.delete(serverId);
    this.addresses.delete(serverId);
    const former = [...this.leaving].filter(([, of]) => of === serverId).map(([upstream]) => upstream);
    for (const upstream of former) this.leaving.delete(upstream);
    await Promise.all([...(server ? [server] : []), ...former].map(ended));
    this.watches.get(serverId)?.forgotten();
  }

  /**
   * Whether it answers at all; what it is asked changes nothing. One that hangs is started, or connected to, anew; one that
   * is only just starting is left to it, however long that takes.
   */
  private async probe(serverId: string): Promise<unknown> {
    const upstream = this.upstream(serverId);
    const ms = Math.min(PROBE_MS, this.reaches.of(serverId).limits.callMs);
    try {
      return await within(ms, undefined, (signal) => upstream.request('tools/list', {}, { signal }));
    } catch (fault) {
      if (upstream.isOpen && upstream.out === 0 && this.servers.get(serverId) === upstream) void this.close(serverId);
      throw fault;
    }
  }

  private async send(upstream: Upstream, method: string, params: Fields, sending: Sent): Promise<RpcAnswer> {
    upstream.out += 1;
    try {
      return await upstream.request(method, params, sending);
    } finally {
      upstream.out -= 1;
      if (upstream.out === 0 && this.leaving.delete(upstream)) void ended(upstream);
    }
  }

  /** What it is shown has changed: the next request opens a new session. @param mayFinish what is out ends in the former one */
  private leave(serverId: string, mayFinish: boolean): void {
    this.reaches.of(serverId).gate.forget();
    const former = this.servers.get(serverId);
    if (!former || !mayFinish || former.out === 0) return void this.drop(serverId);
    this.servers.delete(serverId);
    this.leaving.set(former, serverId);
    this.watches.get(serverId)?.forgotten();
  }

  private async session(serverId: string, signal: AbortSignal): Promise<Session> {
    return this.upstream(serverId).session(signal);
  }

  private upstream(serverId: string): Upstream {
    if (this.closed) throw new Refusal('upstream.unavailable');
    let server = this.servers.get(serverId);
    if (!server) {
      const onListChanged = (): void => this.changed(serverId);
      this.servers.set(serverId, (server = new Upstream(() => this.open(serverId), onListChanged)));
    }
    return server;
  }

  private changed(serverId: string): void {
    for (const listener of this.listeners) listener(serverId);
  }

  private async open(serverId: string): Promise<Session> {
    const server = await this.db.readEveryTenant((tx) => tx.findOneBy(ServerRow, { id: serverId }));
    if (!server) throw new Refusal('server.unknown', serverId);
    if (server.status !== 'active') throw new Refusal('upstream.unavailable', 'it is disabled');
    this.log.log(`connecting to ${server.name}`);
    this.addresses.set(serverId, addressText(server));
    const hooks: Hooks = {
      onListChanged: () => this.changed(serverId),
      onUpdated: (told) => this.watches.get(serverId)?.take(told),
      onForgotten: () => this.watches.get(serverId)?.forgotten(),
    };
    const reach = await this.reaches.lookedUp(serverId);
    if (server.command) return StdioSession.open(server.command, hooks, reach);
    const url = server.url ?? '';
    return server.transport === 'sse' ? SseSession.open(url, hooks, reach) : HttpSession.open(url, hooks, reach);
  }
}

/** It is out of use, however it takes that. */
const ended = (upstream: Upstream): Promise<void> => upstream.close().catch(() => undefined);
