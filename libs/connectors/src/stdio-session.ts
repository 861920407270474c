import { Refusal } from '@app/kernel';
import type { Command } from '@app/catalog';
import { Conversation } from './conversation.js';
import { bridged } from './core/bridged.js';
import { type Described, describedIn, hasSubscriptions, nothingDescribed, tellsOfChanges } from './core/described.js';
import { type Era, eraByPipe, handshake, legacyVersions, modernParams, servesModern } from './core/era.js';
import type { RpcAnswer } from './core/message.js';
import { changesOf, everyListChange } from './core/notices.js';
import { within } from './deadline.js';
import { tooLarge } from './guard/fault.js';
import type { Reach } from './guard/reach.js';
import { Program } from './limits/program.js';
import type { Dialogue } from './dialogue.js';
import { type Hooks, type Sending, type Session, noHooks } from './session.js';
import { subscribe } from './subscribing.js';

/** Each of them is a process. */
const MOST_BRANCHES = 8;
const PROBE_MS = 5_000;
const HANDSHAKE_MS = 60_000;

/**
 * An upstream that we start ourselves and speak to over its pipes.
 */
export class StdioSession implements Session {
  readonly mostBranches = MOST_BRANCHES;
  era: Era = 'legacy';
  described: Described = nothingDescribed;
  private watched: ReadonlySet<string> = new Set();
  private watching = new AbortController();
  private readonly line: Conversation;

  private constructor(
    private readonly command: Command,
    private readonly reach: Reach,
    private readonly program: Program,
    hooks: Hooks,
  ) {
    this.line = new Conversation((message, beforeWrite) => this.write(message, beforeWrite), hooks);
    program.onmessage = (message) => this.line.take(message);
    program.ontoolarge = (id) => this.line.fail(id, tooLarge(reach.limits.resultBytes));
    program.onclose = () => this.line.end();
  }

  static async open(command: Command, hooks: Hooks, reach: Reach): Promise<StdioSession> {
    const first = await StdioSession.start(command, hooks, reach);
    if (await first.probe()) return first;
    // A server that died of the question is started again and not asked.
    const session = first.ended ? await StdioSession.start(command, hooks, reach) : first;
    return session.opened({});
  }

  /** A process of its own: over one pipe nobody could tell what the server has of whom. */
  async branch(dialogue: Dialogue, hooks: Hooks = noHooks): Promise<StdioSession> {
    const session = await StdioSession.start(this.command, hooks, this.reach);
    const leave = session.line.inbox.enter(dialogue);
    return session.opened(bridged(dialogue.capabilities)).finally(leave);
  }

  get ended(): boolean {
    return this.line.ended;
  }

  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    return this.line.ask(method, this.era === 'modern' ? modernParams(params, sending.dialogue) : params, sending);
  }

  async watch(uris: ReadonlySet<string>): Promise<void> {
    const known = this.watched;
    this.watched = new Set(uris);
    if (this.era === 'legacy') {
      if (hasSubscriptions(this.described)) await subscribe(this, known, uris);
      return;
    }
    const former = this.watching;
    this.watching = new AbortController();
    if (uris.size > 0) this.listen(changesOf(uris), this.watching.signal);
    former.abort(new Error('other resources are watched now'));
  }

  async close(): Promise<void> {
    this.line.ended = true;
    await this.program.close();
    this.line.end();
  }

  private async opened(capabilities: Readonly<Record<string, unknown>>): Promise<this> {
    try {
      await this.shakeHands(capabilities);
      return this;
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  private static async start(command: Command, hooks: Hooks, reach: Reach): Promise<StdioSession> {
    const program = new Program(command, reach);
    const session = new StdioSession(command, reach, program, hooks);
    await program.start();
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
      this.line.inbox.isModern = true;
      this.described = describedIn(answer.result);
      if (tellsOfChanges(this.described)) this.listen(everyListChange);
      return true;
    }
    await this.close();
    throw new Refusal('upstream.unavailable', 'no common protocol version');
  }

  private async shakeHands(capabilities: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await within(HANDSHAKE_MS, undefined, (signal) =>
      this.line.ask('initialize', handshake(capabilities), { signal }),
    );
    const result = 'result' in answer ? answer.result : {};
    if (!legacyVersions.includes(String(result['protocolVersion']))) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.described = describedIn(result);
    this.line.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** A modern server tells only who listens; it answers when it is done telling. One that cannot is read by rounds. */
  private listen(told: Readonly<Record<string, unknown>>, signal?: AbortSignal): void {
    void this.line.ask('subscriptions/listen', modernParams(told), { ...(signal && { signal }) }).catch(() => {});
  }

  /** Writes in this very turn; a pipe that broke shows as the end of the process. */
  private async write(message: object, beforeWrite?: () => void): Promise<void> {
    beforeWrite?.();
    await this.program.send(message).catch(() => this.line.end());
  }
}
