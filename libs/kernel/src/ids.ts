import { v7 } from 'uuid';
import { randomPart } from './random.js';

const state = { msecs: -Infinity, seq: 0 };

/**
 * A fresh UUIDv7 (RFC 9562 §5.7): unique, unguessable in its last 42 bits, sorted by time of creation, and within one
 * millisecond of this process by a counter that begins at random (§6.2).
 */
export function newId(): string {
  const random = randomPart(16);
  const now = Date.now();
  if (now > state.msecs) {
    state.msecs = now;
    state.seq = random.readUInt32BE(6) >>> 1;
  } else {
    state.seq = (state.seq + 1) >>> 0;
    if (state.seq === 0) state.msecs += 1;
  }
  return v7({ random, msecs: state.msecs, seq: state.seq });
}
