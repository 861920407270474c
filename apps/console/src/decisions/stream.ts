import { DECISION_STREAM, api } from '../api/client.js';
import type { Decision } from './decision.js';

type Listener = Readonly<{
  arrived: (decision: Decision) => void;
  /** What happened before has to be asked for now: the stream stands at the end of the log, or there is none. */
  begun: () => void;
  live: () => void;
  lost: () => void;
}>;

const RETRY_MS = 3000;

/**
 * Follows the decisions as they happen (server-sent events). The browser itself reconnects a broken stream, saying by
 * Last-Event-ID what it had last. It gives up when the answer is an error: then we look whether we are still signed
 * in, and begin anew.
 * @returns ends it
 */
export function follow(listener: Listener): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout>;
  const start = (): void => {
    let begun = false;
    const begin = (): void => {
      if (!begun) listener.begun();
      begun = true;
    };
    source = new EventSource(DECISION_STREAM);
    source.addEventListener('open', (event) => {
      listener.live();
      // The server says `open` too, once it knows from where on it sends; asking earlier could miss a decision.
      if (event instanceof MessageEvent) begin();
    });
    source.addEventListener('decision', (event) => listener.arrived(JSON.parse(String(event.data)) as Decision));
    source.addEventListener('error', () => {
      listener.lost();
      begin();
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => void api.session().then(start, start), RETRY_MS);
    });
  };
  start();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
