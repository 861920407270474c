import { createHmac, hash } from 'node:crypto';

const BLOCK = 64;
const DIGEST = 32;
/** Longer texts are rare, and what their digest costs is the hashing itself. */
const MOST_BYTES = 16 * 1024;

/**
 * HMAC-SHA-256 (RFC 2104) as two plain hashes over a key that is laid out once: an object for each digest would cost
 * more than the hashing.
 */
export class KeyedDigest {
  private readonly inner = Buffer.alloc(BLOCK + MOST_BYTES);
  private readonly outer = Buffer.alloc(BLOCK + DIGEST);

  constructor(private readonly key: Buffer) {
    const block = Buffer.alloc(BLOCK);
    if (key.length > BLOCK) hash('sha256', key, 'buffer').copy(block);
    else key.copy(block);
    for (let at = 0; at < BLOCK; at++) {
      this.inner[at] = (block[at] ?? 0) ^ 0x36;
      this.outer[at] = (block[at] ?? 0) ^ 0x5c;
    }
  }

  /** In hexadecimal. */
  of(text: string): string {
    // a character takes three bytes of UTF-8 at most
    if (text.length * 3 > MOST_BYTES) return createHmac('sha256', this.key).update(text).digest('hex');
    const length = this.inner.write(text, BLOCK);
    // as text: a buffer for each digest is work for the garbage collector
    this.outer.write(hash('sha256', this.inner.subarray(0, BLOCK + length)), BLOCK, 'hex');
    return hash('sha256', this.outer);
  }
}
