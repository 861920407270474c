import { count, hash32, isPlain } from './strict.js';

/** What a log states of itself at one size (C2SP tlog-checkpoint v1.0.0); `root` has 32 bytes. */
export type Checkpoint = Readonly<{ origin: string; size: number; root: Buffer }>;

/** The text to sign: origin, size and root, one per line. Throws when the parts could not be read back. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
  if (!parseCheckpoint(text)) throw new TypeError('not a checkpoint: origin, size or root is out of range');
  return text;
}

/**
 * Reads the text of an opened note; null when anything differs from what `formatCheckpoint` writes. Extension lines,
 * which the specification allows and discourages, are refused: nobody could audit them.
 */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root, rest, ...more] = text.split('\n');
  if (!origin || !isPlain(origin) || rest !== '' || more.length > 0) return null;
  const leaves = count(size ?? '');
  const hash = hash32(root ?? '');
  return leaves === null || hash === null ? null : { origin, size: leaves, root: hash };
}
