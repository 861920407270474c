/** A trace context on its way, in the form of W3C Trace Context; MCP carries it in `_meta` (2026-07-28, bare keys). */
export type Carrier = Readonly<{ traceparent: string; tracestate?: string }>;

/** W3C Trace Context §3.2.2: version, trace id, parent id, flags; neither id is all zeros, version ff is invalid. */
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** W3C Trace Context §3.3.1.5 asks for 512 characters to be carried. */
const MOST_STATE = 512;

/** Whether somebody's fields hold a trace context that may be believed in form. */
const isCarrier = (fields: Readonly<Record<string, unknown>>): boolean =>
  typeof fields['traceparent'] === 'string' && form.test(fields['traceparent']);

/** The trace context in these fields, which hold one; a state that no header could carry is left out. */
export function carrierOf(fields: Readonly<Record<string, unknown>>): Carrier | null {
  if (!isCarrier(fields)) return null;
  const { traceparent, tracestate } = fields;
  const isState =
    typeof tracestate === 'string' && /^[\x20-\x7e]+$/.test(tracestate) && tracestate.length <= MOST_STATE;
  return { traceparent: String(traceparent), ...(isState && { tracestate }) };
}
