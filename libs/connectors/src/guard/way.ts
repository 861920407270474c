import { type Dispatcher, Pool } from 'undici';
import { guardedConnector } from '@app/outbound';
import { Admitted } from '../credentials/admitted.js';
import type { Reach } from './reach.js';

/** `headers`: names and values in turn; none of them is one that a credential may be shown in. */
type Request = Readonly<{ method: 'POST' | 'GET' | 'DELETE'; path: string; headers: string[]; body: string | null }>;

/**
 * The connections to the origin of one upstream: kept alive, to no address that is forbidden, and with the credentials
 * that this very server is to see.
 */
export class Way {
  private readonly pool: Pool;

  constructor(
    private readonly origin: string,
    private readonly reach: Reach,
    connections: number,
    /** For what may be silent for long, as a stream of notifications or a call whose client is asked. */
    private readonly isPatient = false,
  ) {
    const { allowPrivate, identification, limits } = reach;
    const tls = identification.certificate(origin) ?? undefined;
    const connect = guardedConnector({ allowPrivate, timeout: limits.connectMs, tls });
    this.pool = new Pool(origin, { connections, connect });
  }

  /** The largest answer that is taken, in bytes. */
  get mostBytes(): number {
    return this.reach.limits.resultBytes;
  }

  /** The text of an answer as it may be heard. @param session the id that the request was sent with */
  hushed(text: string, session: string | undefined): string {
    return this.reach.identification.hushed(text, session);
  }

  /** As undici's; a request that must wait for a token is sent when it is there. */
  dispatch(request: Request, handler: Dispatcher.DispatchHandler): void {
    const { identification } = this.reach;
    if (identification.isNobody) return this.send(request, request.headers, handler);
    const send = (shown: Readonly<Record<string, string>>, answer: Dispatcher.DispatchHandler): void => {
      const headers = [...request.headers];
      for (const [name, value] of Object.entries(shown)) headers.push(name, value);
      this.send(request, headers, answer);
    };
    new Admitted(identification, this.origin, send, handler).begin();
  }

  destroy(): Promise<void> {
    return this.pool.destroy();
  }

  private send({ method, path, body }: Request, headers: string[], handler: Dispatcher.DispatchHandler): void {
    const { firstByteMs, idleMs } = this.reach.limits;
    const isTimed = method === 'POST' && !this.isPatient;
    const headersTimeout = isTimed ? firstByteMs : 0;
    const bodyTimeout = isTimed ? idleMs : 0;
    this.pool.dispatch({ method, path, headers, body, headersTimeout, bodyTimeout }, handler);
  }
}
