import type { Dispatcher } from 'undici';
import { Refusal } from '@app/kernel';
import type { Identification } from './identification.js';

type Headers = Readonly<Record<string, string>>;
type Send = (headers: Headers, handler: Dispatcher.DispatchHandler) => void;
type Controller = Dispatcher.DispatchController;
type Given = Record<string, string | string[] | undefined>;

/** Of an answer that is not passed on, more is not waited for. */
const MOST_IGNORED = 64 * 1024;

/**
 * One request with our credentials. Where they are a token that the server does not accept (401: it has not looked at the
 * request), it is sent once more with a new one; whoever sends is asked again in the turn in which it goes out.
 */
export class Admitted implements Dispatcher.DispatchHandler {
  private used: Headers = {};
  private edition = 0;
  private attempts = 0;
  /** Bytes of a refusal that is kept from the client; null while the answer is passed on. */
  private ignored: number | null = null;

  constructor(
    private readonly identification: Identification,
    private readonly origin: string,
    private readonly send: Send,
    private readonly handler: Dispatcher.DispatchHandler,
  ) {}

  begin(): void {
    this.attempts += 1;
    this.ignored = null;
    this.edition = this.identification.edition;
    try {
      const headers = this.identification.headers(this.origin);
      if (headers instanceof Promise) headers.then((fetched) => this.go(fetched)).catch((fault) => this.refuse(fault));
      else this.go(headers);
    } catch (fault) {
      this.refuse(fault);
    }
  }

  /** It may have waited long for a token or a connection, and must not show what is shown no more. */
  onRequestStart(controller: Controller, context: unknown): void {
    if (this.edition !== this.identification.edition) {
      throw new Refusal('upstream.unavailable', 'what it is shown has changed meanwhile');
    }
    this.handler.onRequestStart?.(controller, context);
  }

  onResponseStart(controller: Controller, status: number, headers: Given, message?: string): void {
    if (status === 401 && this.attempts === 1 && this.identification.isStale(this.used)) this.ignored = 0;
    else this.handler.onResponseStart?.(controller, status, headers, message);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.ignored === null) return this.handler.onResponseData?.(controller, chunk);
    this.ignored += chunk.length;
    if (this.ignored > MOST_IGNORED) controller.abort(new Error('more of a refusal than is read'));
  }

  onResponseEnd(controller: Controller, trailers: Given): void {
    if (this.ignored === null) this.handler.onResponseEnd?.(controller, trailers);
    else this.begin();
  }

  onResponseError(controller: Controller, fault: Error): void {
    if (this.ignored === null) this.handler.onResponseError?.(controller, fault);
    else this.begin();
  }

  private go(headers: Headers): void {
    this.used = headers;
    this.send(headers, this);
  }

  private refuse(fault: unknown): void {
    const error = fault instanceof Error ? fault : new Error(String(fault));
    this.handler.onResponseError?.(nobody, error);
  }
}

/** Nothing was begun that could be paused or ended. */
const nobody: Controller = {
  aborted: true,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
  abort: () => {},
  pause: () => {},
  resume: () => {},
};
