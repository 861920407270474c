import { isObject } from '@app/kernel';
import { Sealer } from '@app/database';

/** What a sealed handle is for; one that was made for something else does not open. */
type Purpose = 'state' | 'task';
type Fields = Readonly<Record<string, unknown>>;

/** No handle of ours is longer; what does not fit is not ours. */
const LONGEST = 512 * 1024;

/**
 * Handles that we give to clients and get back: sealed, so that they can be neither read nor made up nor altered, and
 * good until a time. They are names, not rights: whose they are is inside, and is compared by who opens them.
 */
export class Seals {
  private readonly sealer: Sealer;

  /** @param key 32 bytes, for nothing else */
  constructor(key: Buffer) {
    this.sealer = new Sealer(key);
  }

  /** @param until milliseconds since 1970 */
  seal(purpose: Purpose, until: number, fields: Fields): string {
    const sealed = this.sealer.seal(placeOf(purpose), JSON.stringify({ ...fields, until }));
    return Buffer.from(sealed, 'base64').toString('base64url');
  }

  /** What was sealed; null when it is not of ours, was altered in any character, or is over. */
  open(purpose: Purpose, handle: string, now: number): Fields | null {
    const fields = this.read(purpose, handle);
    return isObject(fields) && Number(fields['until']) > now ? fields : null;
  }

  private read(purpose: Purpose, handle: string): unknown {
    if (handle.length > LONGEST) return null;
    const raw = Buffer.from(handle, 'base64url');
    // several texts decode to the same bytes; only the one that we gave is the handle
    if (raw.toString('base64url') !== handle) return null;
    try {
      return JSON.parse(this.sealer.open(placeOf(purpose), raw.toString('base64')).toString());
    } catch {
      return null;
    }
  }
}

const placeOf = (purpose: Purpose): string => `mcp_round:${purpose}`;
