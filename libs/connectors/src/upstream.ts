import { bridged } from './core/bridged.js';
import type { RpcAnswer } from './core/message.js';
import type { Dialogue } from './dialogue.js';
import { Lanes } from './lanes.js';
import { type EndSignal, throwIfEnded } from './end-signal.js';
import { ReaderSession, isReader } from './reader.js';
import type { Sent, Session } from './session.js';
import { Supervised } from './supervised.js';

type Params = Readonly<Record<string, unknown>>;

/**
 * One upstream: the session that serves everybody, and where it speaks the handshake one session more for each client
 * that it may ask or tell something, and one in which its definitions are read.
 */
export class Upstream {
  /** Requests that are under way. */
  out = 0;
  private readonly shared: Supervised;
  private readonly reading: ReaderSession;
  private readonly lanes = new Lanes();
  /** Which level of the log the session of a client was set to. */
  private readonly levels = new WeakMap<Session, string>();

  /** @param onListChanged hears that definitions have changed, where only who reads them is told so */
  constructor(open: () => Promise<Session>, onListChanged: () => void) {
    this.shared = new Supervised(open);
    this.reading = new ReaderSession(onListChanged);
  }

  /** Whether its session stands; otherwise it is opened by the next request, or is being opened. */
  get isOpen(): boolean {
    return this.shared.alive !== undefined;
  }

  /** @throws Refusal `upstream.unavailable` while it is left alone; the signal's reason */
  session(signal: EndSignal): Promise<Session> {
    return this.shared.session(signal);
  }

  /** @throws Refusal `upstream.*`; the signal's reason; what `beforeWrite` threw */
  request(method: string, params: Params, sending: Sent): Promise<RpcAnswer> {
    const { alive } = this.shared;
    if (alive) return this.ask(alive, method, params, sending);
    return this.session(sending.signal).then((shared) => this.ask(shared, method, params, sending));
  }

  async close(): Promise<void> {
    await Promise.all([this.lanes.close(), this.reading.close(), this.shared.close()]);
  }

  private ask(shared: Session, method: string, params: Params, sending: Sent): Promise<RpcAnswer> {
    const { signal, dialogue } = sending;
    throwIfEnded(signal);
    if (!dialogue || shared.era === 'modern' || !mattersTo(shared, dialogue)) {
      return shared.request(method, params, sending);
    }
    if (isReader(dialogue)) {
      return (
        this.reading
          .beside(shared, signal)
          // the shared session has declared nothing, and so there is nobody in it who could be asked
          .then((session) =>
            session.request(method, params, session === shared ? { ...sending, dialogue: undefined } : sending),
          )
      );
    }
    return this.lanes.use({ shared, dialogue }, signal, async (session) => {
      await this.setLevel(session, dialogue, signal);
      return session.request(method, params, sending);
    });
  }

  private async setLevel(session: Session, { logLevel: level }: Dialogue, signal: EndSignal): Promise<void> {
    if (level === null || !('logging' in session.described.capabilities)) return;
    if (this.levels.get(session) === level) return;
    await session.request('logging/setLevel', { level }, { signal });
    this.levels.set(session, level);
  }
}

/** Whether an upstream of the handshake era would ask this client anything, or tell it of its log. */
const mattersTo = ({ described }: Session, { capabilities, logLevel }: Dialogue): boolean =>
  Object.keys(bridged(capabilities)).length > 0 || (logLevel !== null && 'logging' in described.capabilities);
