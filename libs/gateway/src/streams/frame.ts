/** One server-sent event with a JSON-RPC message. JSON has no line breaks of its own, so that it is one line of data. */
export const frame = (message: string, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${message}\n\n`;

/** An event without a message, from which a stream can be resumed (MCP 2025-11-25 §transports), and how soon to do it. */
export const priming = (id: string): string => `id: ${id}\nretry: 1000\ndata: \n\n`;

/** So that proxies keep a quiet stream open. */
export const COMMENT = ': \n\n';

/** Revisions whose clients take an event without a message; older ones would read it as one that is broken. */
export const takesPriming = (revision: string): boolean => revision >= '2025-11-25';
