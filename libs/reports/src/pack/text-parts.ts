/** Parts of a pack are cut, between lines, when they have become this long. */
export const PART_BYTES = 1024 ** 2;

/** Lines that are kept until there are enough of them for a part. */
export class TextPart {
  bytes = 0;
  private lines: string[] = [];

  constructor(private readonly head = '') {}

  add(line: string): void {
    this.lines.push(line);
    this.bytes += Buffer.byteLength(line);
  }

  get isFull(): boolean {
    return this.bytes >= PART_BYTES;
  }

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  take(): Buffer {
    const text = Buffer.from(this.head + this.lines.join(''));
    [this.lines, this.bytes] = [[], 0];
    return text;
  }
}
