import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Sink } from './zip-file.js';

/** What was written. */
export type Written = Readonly<{ sha256: string; bytes: number }>;

/**
 * Writes a file as `work` hands out its bytes. It has its name only when it is whole and `accept` has returned, for
 * example because it is on record; what had the name before stays until then, and nothing else is left when one throws.
 */
export async function writeExport(
  path: string,
  work: (sink: Sink) => Promise<void>,
  accept: (written: Written) => Promise<void> = () => Promise.resolve(),
): Promise<Written> {
  const hash = createHash('sha256');
  const part = `${path}.part`;
  const file = await open(part, 'w', 0o600);
  let bytes = 0;
  try {
    try {
      await work(async (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
        await file.writeFile(chunk);
      });
      await file.sync(); // or the name could outlive the bytes
    } finally {
      await file.close();
    }
    const written = { sha256: hash.digest('hex'), bytes };
    await accept(written);
    await rename(part, path);
    return written;
  } catch (stop) {
    await rm(part, { force: true });
    throw stop;
  }
}
