import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import {
  type LogSnapshot,
  canonical,
  compiledVerifier,
  parseCheckpoint,
  toCsv,
  toNdjson,
  toolCallManifest,
  toolCallRows,
} from '@app/ledger';

/** What the pack says of its making. */
export type PackFacts = Readonly<{ createdAt: Date; productVersion: string; vkey: string }>;

/**
 * The evidence pack of a log snapshot (layout: docs/evidence-pack.md). The same snapshot and facts give the same bytes.
 * @throws when the snapshot's note holds no checkpoint, which its signer never lets happen
 */
export function evidencePack({ note, leaves, opened }: LogSnapshot, facts: PackFacts): Uint8Array {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  if (!checkpoint) throw new Error('the newest note of the ledger is not a checkpoint');
  const rows = toolCallRows(leaves);
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  const texts: Record<string, string> = {
    'README.txt': readme(facts, checkpoint.size),
    checkpoint: note,
    'entries.ndjson': lines(leaves.map(({ text }) => text)),
    'leaves.txt': lines(leaves.map(({ hash }) => hash.toString('base64'))),
    'payloads.ndjson': lines(
      opened.map(({ uid, path, salt, value }) =>
        canonical({ uid, path, salt: salt.toString('base64url'), value: JSON.parse(value) as unknown }),
      ),
    ),
    'reports/tool-calls.csv': toCsv(rows),
    'reports/tool-calls.ndjson': toNdjson(rows),
    'verify-pack.mjs': compiledVerifier(),
  };
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, strToU8(text)]));
  const manifest = canonical({
    format: 'surety-evidence-pack/v1',
    created_at: facts.createdAt.toISOString(),
    product_version: facts.productVersion,
    log: { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.toString('base64') },
    interval: { from: 0, to: checkpoint.size },
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    })),
    reports: [toolCallManifest(leaves, rows)],
  });
  return zipSync({ 'manifest.json': strToU8(`${manifest}\n`), ...files }, { mtime: facts.createdAt });
}

const readme = (
  { createdAt, vkey }: PackFacts,
  size: number,
): string => `Surety evidence pack, ${createdAt.toISOString()}

It holds the whole ledger up to a signed checkpoint (${size} entries), the tool-call report made from it, and the
program that checks both. Check it with a verifier and a key that you hold already, not with those in here:

    surety verify <this file> --key <verifier key of the log>

This log calls itself signed by ${vkey}
The layout and every step of the check are written down in docs/evidence-pack.md, for a second implementation.
`;
