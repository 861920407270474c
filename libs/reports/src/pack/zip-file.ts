import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

const pack = promisify(deflateRaw);
/** Sizes and places in a zip without its 64-bit extension have 32 bits. */
const MOST = 2 ** 32 - 1;
const MOST_FILES = 65_535;

export type Sink = (bytes: Buffer) => Promise<void>;
export type PackedFile = Readonly<{ path: string; sha256: string; bytes: number }>;

/**
 * A zip that is written from its first byte to its last, one member in memory at a time. Sizes stand before the data:
 * no descriptors, no extra fields, nothing between the members, as the verifier wants it.
 */
export class ZipFile {
  readonly files: PackedFile[] = [];
  private readonly directory: Buffer[] = [];
  private at = 0;

  constructor(
    private readonly sink: Sink,
    private readonly madeAt: Date,
  ) {}

  /** @throws RangeError when the zip would become larger than such a zip can be: 4 GiB, 65,535 files */
  async add(path: string, content: Buffer): Promise<void> {
    const packed = await pack(content);
    const name = Buffer.from(path, 'latin1');
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0); // version needed: deflate
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(dosTime(this.madeAt), 6);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14); // lengths of comments, disk, attributes: none
    place.writeUInt32LE(this.at, 10);
    this.directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), about, place, name]));
    this.files.push({ path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length });
    await this.write(Buffer.concat([Buffer.from('504b0304', 'hex'), about, name]));
    await this.write(packed);
    if (this.files.length > MOST_FILES) throw new RangeError('a zip has at most 65,535 files');
  }

  async finish(): Promise<void> {
    const start = this.at;
    await this.write(Buffer.concat(this.directory));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.files.length, 8);
    end.writeUInt16LE(this.files.length, 10);
    end.writeUInt32LE(this.at - start, 12);
    end.writeUInt32LE(start, 16);
    await this.write(end);
  }

  private async write(bytes: Buffer): Promise<void> {
    this.at += bytes.length;
    if (this.at > MOST) throw new RangeError('a zip of this form has at most 4 GiB');
    await this.sink(bytes);
  }
}

/** Date and time as MS-DOS kept them, in UTC: two seconds apart, from 1980 on. */
function dosTime(at: Date): number {
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}
