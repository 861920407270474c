import { IdColumn, parseId } from './id-column.js';

const PARTS = 64;
const PART_SHIFT = 26;
const FEWEST = 8;

/**
 * Ids to small numbers and back, at about 24 bytes an id: open addressing in parts, so that no growth stalls anybody.
 * A number stays with its id for good.
 */
export class IdTable {
  private readonly ids = new IdColumn();
  /** By the upper bits of the hash: numbers plus one, at the first free place from the lower bits on. */
  private readonly parts: (Int32Array | undefined)[] = Array.from({ length: PARTS });
  private readonly filled = new Int32Array(PARTS);
  private readonly odd = new Map<string, number>();
  private readonly sought = new Uint32Array(4);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @returns -1 for an id that is not there */
  find(id: string): number {
    if (!parseId(id, this.sought)) return this.odd.get(id) ?? -1;
    const hash = this.hashSought();
    const part = this.parts[hash >>> PART_SHIFT];
    return part ? (part[this.placeOf(part, hash)] ?? 0) - 1 : -1;
  }

  intern(id: string): number {
    const known = this.find(id);
    if (known >= 0) return known;
    const number = this.count++;
    this.ids.set(number, id);
    if (!parseId(id, this.sought)) {
      this.odd.set(id, number);
      return number;
    }
    const hash = this.hashSought();
    const part = this.roomy(hash >>> PART_SHIFT);
    part[this.placeOf(part, hash)] = number + 1;
    return number;
  }

  text(number: number): string {
    return this.ids.text(number);
  }

  /** Of what is sought, or of the free place where it belongs. */
  private placeOf(part: Int32Array, hash: number): number {
    const mask = part.length - 1;
    let place = hash & mask;
    for (let there = part[place] ?? 0; there !== 0 && !this.isSought(there - 1); there = part[place] ?? 0) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private isSought(number: number): boolean {
    for (let i = 3; i >= 0; i--) if (this.ids.word(number, i) !== this.sought[i]) return false;
    return true;
  }

  /** The part with room for one more. */
  private roomy(which: number): Int32Array {
    const part = this.parts[which] ?? new Int32Array(FEWEST);
    this.filled[which] = (this.filled[which] ?? 0) + 1;
    const larger = 4 * (this.filled[which] ?? 0) > 3 * part.length ? new Int32Array(2 * part.length) : part;
    this.parts[which] = larger;
    if (larger !== part) for (const there of part) if (there !== 0) this.settle(larger, there);
    return larger;
  }

  private settle(part: Int32Array, there: number): void {
    const mask = part.length - 1;
    let place = this.hashOf(there - 1) & mask;
    while (part[place] !== 0) place = (place + 1) & mask;
    part[place] = there;
  }

  private hashSought(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.sought;
    return mixed(a, b, c, d);
  }

  private hashOf(number: number): number {
    const { ids } = this;
    return mixed(ids.word(number, 0), ids.word(number, 1), ids.word(number, 2), ids.word(number, 3));
  }
}

/** Ids made in one millisecond differ in few bits (RFC 9562 §5.7); all bits are stirred into all. */
function mixed(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ (b >>> 7), 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ c ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
