import { randomBytes } from 'node:crypto';
import type { AccessIndex } from '@app/access';
import type { AccessTokens, VerifiedToken } from '@app/auth';
import type { FenceReplica } from '@app/fence';
import { type Clock, Refusal } from '@app/kernel';
import { found } from '../found.js';
import type { Call } from '../call.js';
import { type Marks, marksOf } from '../core/marks.js';
import { Names } from '../core/stream-id.js';
import { chainOf, objection } from '../core/standing.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { Sessions } from '../sessions/sessions.js';
import { ListChanges } from './list-changes.js';
import { Listeners, type Over } from './listeners.js';
import type { About } from './replay.js';
import { Replays } from './replays.js';
import { Running } from './running.js';

/** Streams of one agent for one person that stay open in one process. */
const MOST_STREAMS = 1_000;

type Consulted = Readonly<{
  access: Pick<AccessIndex, 'visible' | 'onChange'>;
  tokens: Pick<AccessTokens, 'isRevoked' | 'onChange'>;
  fence: Pick<FenceReplica, 'isFresh' | 'standing' | 'onChange'>;
  clock: Clock;
  sessions: Pick<Sessions, 'byHash' | 'onChange' | 'showsLife'>;
  mailbox: Pick<Mailbox, 'postFor' | 'take' | 'shout' | 'hear'>;
}>;

/** Everything that is open towards clients: answers that can be resumed, and streams that wait for changes. */
export class Streams {
  readonly names: Names;
  readonly listeners: Listeners;
  readonly running: Running;
  private readonly replays: Replays;
  private readonly changes: ListChanges;
  /** Told apart from those of other processes by what is shouted. */
  private readonly process = randomBytes(9).toString('base64url');
  private readonly living: NodeJS.Timeout;
  private isClosed = false;

  /** @param key 32 bytes, for nothing else */
  constructor(
    key: Buffer,
    private readonly house: Consulted,
  ) {
    const { access, tokens, fence, clock, mailbox, sessions } = house;
    this.names = new Names(key);
    this.replays = new Replays(this.names, mailbox);
    this.running = new Running(mailbox);
    this.listeners = new Listeners(
      ({ token }) => this.against(token),
      () => fence.isFresh('read'),
      () => clock.now().getTime(),
    );
    this.changes = new ListChanges(this.listeners, ({ token, server }) => this.marks(token, server));
    fence.onChange((ids) => {
      this.listeners.judgeAll(ids);
      this.changes.something();
    });
    tokens.onChange(() => this.listeners.judgeAll(null));
    access.onChange(() => this.changes.something());
    mailbox.hear((word) => this.taken(word));
    sessions.onChange((hash) => void this.renewed(hash));
    this.living = setInterval(() => this.showLife(), LIVING_MS).unref();
  }

  /** What the caller is shown now. */
  marks({ agentId, personId, chain, delegations }: VerifiedToken, server: string | null): Marks {
    const { access, clock } = this.house;
    return marksOf(access.visible({ agentId, personId, chain, delegations, at: clock.now() }), server);
  }

  /** Everybody without whom a stream of this token may not be open. */
  chain(token: VerifiedToken): readonly string[] {
    return chainOf(token, (id) => this.house.fence.standing(id))?.ids ?? [];
  }

  /** Why there is no room for another stream, whoever may open one. */
  full(token: VerifiedToken): Refusal | null {
    if (this.isClosed) return new Refusal('gateway.stopping');
    return this.listeners.countOf(token) >= MOST_STREAMS ? new Refusal('mcp-stream.too-many') : null;
  }

  /**
   * One stream of changes a session, and one for each answer that is resumed: a newer one takes the place of the older, in
   * whichever process that is.
   */
  takePlace({ hash }: McpSession, answer = ''): void {
    this.replace(hash, answer);
    this.house.mailbox.shout(`${TAKEN}${this.process} ${hash} ${answer}`);
  }

  /** The answer, if it becomes a stream, can be resumed in this session. */
  keep(call: Call, session: McpSession): void {
    const id = found(call.message?.id);
    call.request.stream.keep({
      begin: (onLeft) => this.replays.begin(session, id, aboutOf(call), onLeft),
      end: (replay) => this.replays.end(replay),
      revision: session.revision,
    });
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.living);
    this.listeners.endAll('shutdown');
    this.changes.close();
    this.replays.close();
  }

  private taken(word: string): void {
    if (!word.startsWith(TAKEN)) return;
    const [process, session = '', answer = ''] = word.slice(TAKEN.length).split(' ');
    if (process === this.process) return;
    this.replace(session, answer);
  }

  private replace(session: string, answer: string): void {
    for (const older of this.listeners.of(session)) {
      if ((older.answers ?? '') === answer) this.listeners.end(older, 'replaced');
    }
  }

  /** A session with an open stream is in use. */
  private showLife(): void {
    for (const { session } of this.listeners) if (session !== null) this.house.sessions.showsLife(session);
  }

  /** A session was changed or ended somewhere: its stream goes by that, and ends when that cannot be found out. */
  private async renewed(hash: string): Promise<void> {
    for (const listener of this.listeners.of(hash)) {
      const tenant = this.house.fence.standing(listener.token.agentId)?.tenant ?? '';
      const session = await this.house.sessions.byHash(tenant, hash).catch(() => null);
      if (session) listener.renewed?.(session);
      else this.listeners.end(listener, 'session_ended');
    }
  }

  private against(token: VerifiedToken): Over | null {
    if (this.house.tokens.isRevoked(token)) return 'token_revoked';
    return objection(token, (id) => this.house.fence.standing(id));
  }
}

const TAKEN = 'stream ';
const LIVING_MS = 60_000;

const aboutOf = ({ target }: Call): About => {
  if (!target) return null;
  const { server, kind, tool } = target;
  return { server, kind, tool };
};
