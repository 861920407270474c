import { base64, count, hash32 } from './strict.js';

const HEAD = 'c2sp.org/tlog-proof@v1';

/**
 * Proof that a log held an entry, to be checked offline (c2sp.org/tlog-proof@v1; file suffix `.tlog-proof`).
 * `checkpoint` is the signed note verbatim. `extra` is not authenticated: never decide by it.
 */
export type TlogProof = Readonly<{ index: number; hashes: readonly Buffer[]; checkpoint: string; extra?: Buffer }>;

export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra ? [`extra ${proof.extra.toString('base64')}`] : [];
  const hashes = proof.hashes.map((hash) => hash.toString('base64'));
  return [HEAD, ...extra, `index ${proof.index}`, ...hashes, '', proof.checkpoint].join('\n');
}

/** Reads a proof; null when it is malformed. The checkpoint is taken as it stands: open it as a note. */
export function parseTlogProof(text: string): TlogProof | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [head, ...lines] = text.slice(0, end).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? base64(lines[0].slice(6)) : undefined;
  const [at, ...rest] = extra === undefined ? lines : lines.slice(1);
  const index = at?.startsWith('index ') ? count(at.slice(6)) : null;
  const hashes = rest.map(hash32).filter((hash) => hash !== null);
  if (head !== HEAD || extra === null || index === null || hashes.length !== rest.length) return null;
  return { index, hashes, checkpoint: text.slice(end + 2), ...(extra && { extra }) };
}
