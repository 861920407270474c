import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Actor, Refusal, isObject } from '@app/kernel';
import { Db } from '@app/database';
import { ServerRow, type ToolDefinition, type ToolRow, Tools } from '@app/catalog';
import { type RpcAnswer } from './core/message.js';
import { headerParameters } from './core/parameter-headers.js';
import { within } from './deadline.js';
import { HttpSession } from './http-session.js';
import type { Sending, Session } from './session.js';
import { StdioSession } from './stdio-session.js';
import { Supervised } from './supervised.js';

const CALL_MS = 60_000;
const MOST_PAGES = 100;

/** The upstream MCP servers as the gateway sees them: one supervised session each, opened by the first request. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly servers = new Map<string, Supervised>();
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
   * Reads all pages of a server's `tools/list` and pins what it says in the catalog. A tool whose `x-mcp-header`
   * annotations are not legal is left out (MCP 2026-07-28).
   * @returns the server's tools as they stand afterwards
   */
  async discover(actor: Actor, serverId: string): Promise<ToolRow[]> {
    const definitions: ToolDefinition[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await this.request(serverId, 'tools/list', cursor === undefined ? {} : { cursor });
      if ('error' in answer) throw new Refusal('upstream.unusable', `tools/list: error ${answer.error.code}`);
      const { tools, nextCursor } = answer.result;
      if (!Array.isArray(tools)) throw new Refusal('upstream.unusable', 'tools/list: no tools');
      definitions.push(...tools.filter(isOffered));
      if (typeof nextCursor !== 'string' || nextCursor === cursor) return this.tools.pin(actor, serverId, definitions);
      cursor = nextCursor;
    }
    throw new Refusal('upstream.unusable', 'tools/list: too many pages');
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
    if (server.command) return StdioSession.open(server.command);
    return HttpSession.open(server.url ?? '');
  }
}

const isOffered = (tool: unknown): tool is ToolDefinition =>
  isObject(tool) && typeof tool['name'] === 'string' && headerParameters(tool['inputSchema']) !== null;
