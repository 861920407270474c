import { Refusal } from '@app/kernel';
import { within } from './deadline.js';
import type { Dialogue } from './dialogue.js';
import { type EndSignal, onAbort, throwIfEnded } from './end-signal.js';
import { type Session, noHooks } from './session.js';
import { Supervised } from './supervised.js';

const OPENING_MS = 10_000;
/** For so long a server that lets nobody in beside its first session is read in that one. */
const APART_AGAIN_MS = 600_000;

/**
 * Who reads definitions: a client that could be asked everything, because some servers show part of what they have to no
 * other. Nobody stands behind it, so it shares nothing and declines what it is asked.
 */
export const reader: Dialogue = {
  capabilities: {
    elicitation: { form: {}, url: {} },
    sampling: {},
    roots: {},
    extensions: {
      'io.modelcontextprotocol/tasks': {},
      'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] },
    },
  },
  key: { caller: 'us', conversation: 'definitions' },
  logLevel: null,
  ask: ({ method }) =>
    Promise.resolve(declined[method] ?? { error: { code: -1, message: 'Nobody is there to be asked' } }),
  tell: () => {},
};
const declined: Readonly<Record<string, { result: Readonly<Record<string, unknown>> }>> = {
  'elicitation/create': { result: { action: 'cancel' } },
  'roots/list': { result: { roots: [] } },
};

/** Whether definitions are read by this. */
export const isReader = ({ key }: Dialogue): boolean => key === reader.key;

/**
 * The session in which the definitions of an upstream of the handshake era are read. Requests of others are not made in
 * it: such a server would ask what nobody answers.
 */
export class ReaderSession {
  private shared: Session | undefined;
  private hasBegun = false;
  private notBefore = 0;
  private readonly supervised: Supervised;

  /** @param onListChanged hears that what was read is old */
  constructor(onListChanged: () => void) {
    const hooks = { ...noHooks, onListChanged };
    this.supervised = new Supervised(async () => {
      if (!this.shared) throw new Refusal('upstream.unavailable');
      return this.shared.branch(reader, hooks);
    });
  }

  /**
   * Of a server that never let it in, the shared one, by which at least that is read which everybody is shown.
   * @throws Refusal `upstream.*`; the signal's reason
   */
  async beside(shared: Session, signal: EndSignal): Promise<Session> {
    this.shared = shared;
    if (!this.hasBegun && performance.now() < this.notBefore) return shared;
    const gone = new AbortController();
    const forget = onAbort(signal, (reason) => gone.abort(reason));
    try {
      const session = await within(OPENING_MS, gone.signal, (cut) => this.supervised.session(cut));
      this.hasBegun = true;
      return session;
    } catch (fault) {
      throwIfEnded(signal);
      if (this.hasBegun || shared.ended || !(fault instanceof Refusal)) throw fault;
      this.notBefore = performance.now() + APART_AGAIN_MS;
      return shared;
    } finally {
      forget();
    }
  }

  close(): Promise<void> {
    return this.supervised.close();
  }
}
