import { words } from './column.js';

const digits = '0123456789abcdef';
const valueOf = Int8Array.from({ length: 128 }, (_, code) => digits.indexOf(String.fromCharCode(code)));
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Where the eight digits of each of the four words stand in the text (RFC 9562 §4). */
const places = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
] as const;
const DASH = 45;

/** @returns whether the text is a UUID in lower case, whose sixteen bytes are then in `into` */
export function parseId(text: string, into: Uint32Array): boolean {
  if (text.length !== 36) return false;
  for (let dash = 8; dash <= 23; dash += 5) if (text.charCodeAt(dash) !== DASH) return false;
  for (let i = 0; i < 4; i++) {
    let word = 0;
    for (const place of places[i] ?? []) {
      const value = valueOf[text.charCodeAt(place)] ?? -1;
      if (value < 0) return false;
      word = (word << 4) | value;
    }
    into[i] = word;
  }
  return true;
}

const pair = (word: number, shift: number): string => bytes[(word >>> shift) & 255] ?? '';
const half = (word: number, shift: number): string => pair(word, shift + 8) + pair(word, shift);

/** Ids by place, in sixteen bytes each; one that is no UUID is kept as it is. */
export class IdColumn {
  private readonly words = words();
  private readonly odd = new Map<number, string>();
  private readonly parsed = new Uint32Array(4);

  set(at: number, id: string): void {
    if (parseId(id, this.parsed)) {
      this.odd.delete(at);
      for (let i = 0; i < 4; i++) this.words.set(4 * at + i, this.parsed[i] ?? 0);
    } else this.odd.set(at, id);
  }

  text(at: number): string {
    const odd = this.odd.size === 0 ? undefined : this.odd.get(at);
    if (odd !== undefined) return odd;
    const [a, b, c, d] = [this.word(at, 0), this.word(at, 1), this.word(at, 2), this.word(at, 3)];
    return `${half(a, 16)}${half(a, 0)}-${half(b, 16)}-${half(b, 0)}-${half(c, 16)}-${half(c, 0)}${half(d, 16)}${half(d, 0)}`;
  }

  word(at: number, i: number): number {
    return this.words.get(4 * at + i);
  }
}
