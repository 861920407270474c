import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { randomPart } from '@app/kernel';

/** A secret at rest: AES-256-GCM, base64 of iv(12) ‖ tag(16) ‖ ciphertext, bound to the row it stands in. */
export type Sealed = string;

const IV = 12;
const TAG = 16;

/**
 * Seals secrets under the installation's master key (R-TOK-3). `place` names table and row and is authenticated:
 * a sealed value moved to another row does not open.
 */
export class Sealer {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {
    if (key.length !== 32) throw new Error('the master key must be 32 bytes');
  }

  seal(place: string, secret: Buffer | string): Sealed {
    const iv = randomPart(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(place));
    const body = typeof secret === 'string' ? cipher.update(secret, 'utf8') : cipher.update(secret);
    const rest = cipher.final();
    return Buffer.concat([iv, cipher.getAuthTag(), body, rest]).toString('base64');
  }

  /** A key of 32 bytes for one purpose, the same on every machine of this installation (RFC 5869). */
  keyFor(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key, Buffer.alloc(0), purpose, 32));
  }

  /** @throws when the key, the place or a single bit differs */
  open(place: string, sealed: Sealed): Buffer {
    const raw = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key, raw.subarray(0, IV), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(raw.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(raw.subarray(IV + TAG)), decipher.final()]);
  }
}
