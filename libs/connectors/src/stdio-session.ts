import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Refusal } from '@app/kernel';
import type { Command } from '@app/catalog';
import { Conversation } from './conversation.js';
import { type Era, eraByPipe, handshake, legacyVersions, modernParams, servesModern } from './core/era.js';
import { capabilitiesIn, everyListChange, tellsOfChanges } from './core/list-changed.js';
import type { RpcAnswer } from './core/message.js';
import { within } from './deadline.js';
import type { OnListChanged, Sending, Session } from './session.js';

const PROBE_MS = 5_000;
const HANDSHAKE_MS = 60_000;

type Message = Parameters<StdioClientTransport['send']>[0];

/**
 * An upstream that we start ourselves and speak to over its pipes. It gets no shell, and of our environment only HOME,
 * LOGNAME, PATH, SHELL, TERM and USER (the official transport's list), so none of our settings.
 */
export class StdioSession implements Session {
  capabilities: ReadonlySet<string> = new Set();
  private era: Era = 'legacy';
  private readonly line: Conversation;

  private constructor(
    private readonly transport: StdioClientTransport,
    onListChanged: OnListChanged,
  ) {
    this.line = new Conversation((message, beforeWrite) => this.write(message, beforeWrite), onListChanged);
    transport.onmessage = (message) => this.line.take(message);
    transport.onclose = () => this.line.end();
  }

  static async open(command: Command, onListChanged: OnListChanged): Promise<StdioSession> {
    const first = await StdioSession.start(command, onListChanged);
    if (await first.probe()) return first;
    // A server that died of the question is started again and not asked.
    const session = first.ended ? await StdioSession.start(command, onListChanged) : first;
    try {
      await session.shakeHands();
    } catch (failure) {
      await session.close();
      throw failure;
    }
    return session;
  }

  get ended(): boolean {
    return this.line.ended;
  }

  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    return this.line.ask(method, this.era === 'modern' ? modernParams(params) : params, sending);
  }

  async close(): Promise<void> {
    this.line.ended = true;
    await this.transport.close();
    this.line.end();
  }

  private static async start({ program, args }: Command, onListChanged: OnListChanged): Promise<StdioSession> {
    const transport = new StdioClientTransport({ command: program, args: [...args], stderr: 'ignore' });
    const session = new StdioSession(transport, onListChanged);
    try {
      await transport.start();
    } catch (cause) {
      throw new Refusal('upstream.unavailable', 'its program could not be started', { cause });
    }
    return session;
  }

  /** @returns whether the server is modern; it is asked once, and silence counts as no */
  private async probe(): Promise<boolean> {
    const answer = await within(PROBE_MS, undefined, (signal) =>
      this.line.ask('server/discover', modernParams({}), { signal }),
    ).catch(() => null);
    if (!answer) return false;
    this.era = eraByPipe(answer);
    if (this.era === 'legacy') return false;
    if ('result' in answer && servesModern(answer.result)) {
      this.capabilities = capabilitiesIn(answer.result);
      if (tellsOfChanges(answer.result)) this.listen();
      return true;
    }
    await this.close();
    throw new Refusal('upstream.unavailable', 'no common protocol version');
  }

  private async shakeHands(): Promise<void> {
    const answer = await within(HANDSHAKE_MS, undefined, (signal) =>
      this.line.ask('initialize', handshake, { signal }),
    );
    const result = 'result' in answer ? answer.result : {};
    if (!legacyVersions.includes(String(result['protocolVersion']))) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.capabilities = capabilitiesIn(result);
    this.line.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** A modern server tells only who listens; it answers when it is done telling. One that cannot is read by rounds. */
  private listen(): void {
    void this.line.ask('subscriptions/listen', modernParams(everyListChange), {}).catch(() => {});
  }

  /** Writes in this very turn; a pipe that broke shows as the end of the process. */
  private async write(message: object, beforeWrite?: () => void): Promise<void> {
    beforeWrite?.();
    await this.transport.send(message as Message).catch(() => this.line.end());
  }
}
