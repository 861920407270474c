import { v7 } from 'uuid';

/** A fresh UUIDv7 (RFC 9562 §5.7): unique, unguessable in its last 62 bits, sorted by time of creation. */
export const newId = (): string => v7();
