import { isObject } from '@app/kernel';
import { type Carrier, carrierOf } from '@app/telemetry';
import type { Call } from '../call.js';

/** The trace context of the client: in `_meta`, as MCP says it (2026-07-28), else in the headers of its request. */
export function cameWith({ message, request }: Call): Carrier | null {
  const meta = message?.params['_meta'];
  return (isObject(meta) ? carrierOf(meta) : null) ?? carrierOf(request.headers);
}
