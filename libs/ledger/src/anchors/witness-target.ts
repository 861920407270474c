import { request } from 'undici';
import { boundedText } from '@app/kernel';
import { type WitnessKey, cosignatureIn, parseWitnessKey } from '../core/cosignature.js';
import { count } from '../core/strict.js';
import {
  type AnchorTarget,
  Conflict,
  type LaidNote,
  MOST_BYTES,
  type Receipt,
  type Standing,
  TIMEOUT_MS,
} from './target.js';

type Answer = Readonly<{ status: number; text: string; size: number | null }>;

/** A witness (C2SP tlog-witness v1): it cosigns a checkpoint only when that continues the one it cosigned before. */
export class WitnessTarget implements AnchorTarget {
  readonly kind = 'witness';
  readonly name: string;
  private readonly address: string;
  private readonly key: WitnessKey;

  /** @param url `witness+https://host/prefix#<vkey>` */
  constructor(url: URL) {
    const bare = new URL(url.href.slice('witness+'.length));
    this.name = `witness+${bare.origin}${bare.pathname}`;
    bare.pathname = `${bare.pathname.replace(/\/$/, '')}/add-checkpoint`;
    bare.hash = '';
    this.address = bare.href;
    this.key = parseWitnessKey(decodeURIComponent(url.hash.slice(1)));
  }

  async lay(note: LaidNote, before: number): Promise<Receipt> {
    let [from, answer] = [before, await this.add(note, before)];
    if (answer.status === 409 && answer.size !== null) {
      if (answer.size > note.size) throw new Conflict(answer.size);
      from = answer.size; // it remembers another one than we do
      answer = await this.add(note, from);
    }
    if (isRefused(answer)) throw new Conflict(from);
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
    const line = cosignatureIn(answer.text, note.note, this.key);
    if (line === null) throw new Error('it answered without a cosignature that verifies');
    return { note: note.note + line, receipt: null };
  }

  /**
   * It says what it knows only to whom asks for a cosignature, and only its size: whether that is ours shows when it is
   * asked to go on from there.
   */
  async newest(_origin: string, ours: LaidNote | null): Promise<Standing | null> {
    if (ours === null) return null;
    const { status, size } = await this.add(ours, 0);
    // it knew nothing of us, and now it does; or it does not know us at all
    if (status === 200 || status === 404) return null;
    if (status !== 409 || size === null) throw new Error(`HTTP ${status}`);
    if (size > ours.size) return { size };
    const answer = await this.add(ours, size);
    if (isRefused(answer)) return { size };
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
    return { notes: [ours.note] };
  }

  private async add({ note, size, consistency }: LaidNote, old: number): Promise<Answer> {
    const proof = old === 0 || old === size ? [] : await consistency(old);
    const lines = [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', note];
    const { statusCode, headers, body } = await request(this.address, {
      method: 'POST',
      body: lines.join('\n'),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = (await boundedText(body, MOST_BYTES)) ?? '';
    const isSize = headers['content-type'] === 'text/x.tlog.size';
    return { status: statusCode, text, size: isSize ? count(text.trimEnd()) : null };
  }
}

/** The proof does not hold (422), or it has another root at the same size (409). */
const isRefused = ({ status }: Answer): boolean => status === 409 || status === 422;
