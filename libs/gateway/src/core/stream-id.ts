import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestId } from './protocol.js';

/**
 * Names of streams and of questions: 12 bytes that nobody can guess, and 12 of an HMAC over them and the session, so that
 * each process knows without asking anybody which are of a session. Of a stream, the name tells also which request it answers, so
 * that whoever asks for it elsewhere can be answered when its process is gone.
 */
export class Names {
  /** @param key 32 bytes, the same in every process */
  constructor(private readonly key: Buffer) {}

  /** @param random 8 bytes */
  question(session: string, random: Buffer, now: Date): string {
    const asked = Buffer.alloc(4);
    asked.writeUInt32BE(secondsOf(now));
    return this.signed('q', session, Buffer.concat([asked, random]).toString('base64url'), '');
  }

  /** Whether this session was asked it within the last hour. */
  isQuestion(session: string, id: unknown, now: Date): id is string {
    const [, random = '', mac] = /^q\.([\w-]{16})\.([\w-]{16})$/.exec(typeof id === 'string' ? id : '') ?? [];
    if (mac === undefined || !equal(this.signed('q', session, random, ''), String(id))) return false;
    return secondsOf(now) - Buffer.from(random, 'base64url').readUInt32BE() <= OPEN_SECONDS;
  }

  /** @param request the id of the request that the stream answers */
  stream(session: string, random: Buffer, request: RequestId): string {
    const told = JSON.stringify(request);
    const tail = told.length > LONGEST_ID ? '' : Buffer.from(told).toString('base64url');
    return this.signed('s', session, random.toString('base64url'), tail);
  }

  /** What an event id of this session says; null when we did not give it out. */
  event(session: string, id: string): Place | null {
    const [, stream, random = '', tail = '', seq, last] = EVENT.exec(id) ?? [];
    if (stream === undefined || !equal(this.signed('s', session, random, tail), stream)) return null;
    return { stream, seq: Number(seq), isLast: last !== undefined, request: requestIn(tail) };
  }

  private signed(kind: string, session: string, random: string, tail: string): string {
    const text = `${kind}.${session}.${random}.${tail}`;
    const mac = createHmac('sha256', this.key).update(text).digest().subarray(0, 12).toString('base64url');
    return [kind, random, mac, ...(kind === 's' ? [tail] : [])].join('.');
  }
}

/** Where in which stream a client is; `isLast`: nothing comes after it. */
export type Place = Readonly<{ stream: string; seq: number; isLast: boolean; request: RequestId | null }>;

export const eventId = (stream: string, seq: number, isLast: boolean): string =>
  `${stream}.${seq}${isLast ? '.e' : ''}`;

const OPEN_SECONDS = 3600;
const LONGEST_ID = 256;

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);
const EVENT = /^(s\.([\w-]{16})\.[\w-]{16}\.([\w-]*))\.(\d{1,15})(\.e)?$/;

const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

function requestIn(tail: string): RequestId | null {
  if (tail === '') return null;
  return JSON.parse(Buffer.from(tail, 'base64url').toString()) as RequestId; // ours: the name is signed
}
