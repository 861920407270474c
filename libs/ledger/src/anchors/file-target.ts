import { mkdir, open, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnchorTarget, LaidNote, Receipt, Standing } from './target.js';

/** So many files that are cut off or not ours may be newer than the newest checkpoint of ours. */
const MOST_READ = 20;

/** A directory, one file for each checkpoint, never overwritten: on a medium of its own, or made append-only. */
export class FileTarget implements AnchorTarget {
  readonly kind = 'file';
  readonly name: string;
  private readonly directory: string;

  constructor(url: URL) {
    this.name = url.href;
    this.directory = fileURLToPath(url);
  }

  async lay({ origin, size, note }: LaidNote): Promise<Receipt> {
    const directory = this.of(origin);
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, `${size}.checkpoint`);
    const isThere = await readFile(file, 'utf8').catch(() => null);
    if (isThere !== null && isThere !== '') {
      if (isThere !== note) throw new Error(`${file} holds another checkpoint`);
      return { note, receipt: null };
    }
    const handle = await open(file, 'a', 0o444);
    try {
      await handle.writeFile(note);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { note, receipt: null };
  }

  async newest(origin: string): Promise<Standing | null> {
    const names = await readdir(this.of(origin)).catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
      throw cause;
    });
    const sizes = names.flatMap((name) => /^([1-9]\d{0,15})\.checkpoint$/.exec(name)?.[1] ?? []).map(Number);
    if (sizes.length === 0) return null;
    const notes: string[] = [];
    for (const size of sizes.sort((a, b) => b - a)) {
      const note = await readFile(path.join(this.of(origin), `${size}.checkpoint`), 'utf8');
      // an old one under the name of a newer one would hide those between; whoever may only add can do that
      if (note.split('\n', 2)[1] === String(size) && notes.push(note) === MOST_READ) break;
    }
    return { notes };
  }

  private of(origin: string): string {
    return path.join(this.directory, encodeURIComponent(origin));
  }
}
