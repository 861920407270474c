import {
  type Leaf,
  type OpenedField,
  type ToolCallRow,
  canonical,
  compiledVerifier,
  csvHeader,
  isCallRecord,
  parseCheckpoint,
  toCsv,
  toNdjson,
  toolCallManifest,
  toolCallRowsOf,
} from '@app/ledger';
import { TextPart } from './pack/text-parts.js';
import { type Sink, ZipFile } from './pack/zip-file.js';

/** What the pack says of its making. */
export type PackFacts = Readonly<{ createdAt: Date; productVersion: string; vkey: string }>;
/** A stretch of the log, with the fields of it that are open, and the other records of its calls. */
export type Stretch = Readonly<{ leaves: readonly Leaf[]; opened: readonly OpenedField[]; elsewhere: readonly Leaf[] }>;
/** The log up to a signed checkpoint; `witnessed` is the newest checkpoint of it that a witness has cosigned. */
export type PackedLog = Readonly<{ note: string; witnessed: string | null; stretches: AsyncIterable<Stretch> }>;

/**
 * Writes the evidence pack of a log (layout: docs/evidence-pack.md), a stretch and a part of each file in memory at a
 * time. The same log and facts give the same bytes.
 * @throws when the note holds no checkpoint, which its signer never lets happen, or the log is not of its size
 */
export async function writeEvidencePack(log: PackedLog, facts: PackFacts, sink: Sink): Promise<void> {
  const checkpoint = parseCheckpoint(log.note.slice(0, log.note.lastIndexOf('\n\n') + 1));
  if (!checkpoint) throw new Error('the newest note of the ledger is not a checkpoint');
  const zip = new ZipFile(sink, facts.createdAt);
  await zip.add('README.txt', Buffer.from(readme(facts, checkpoint.size)));
  await zip.add('checkpoint', Buffer.from(log.note));
  if (log.witnessed !== null) await zip.add('witnessed', Buffer.from(log.witnessed));
  await zip.add('verify-pack.mjs', Buffer.from(compiledVerifier()));

  const entries = new EntryParts(zip);
  const report = new ReportParts(zip);
  let calls = 0;
  for await (const { leaves, opened, elsewhere } of log.stretches) {
    const fields = new Map<string, OpenedField[]>();
    for (const field of opened) fields.set(field.uid, [...(fields.get(field.uid) ?? []), field]);
    for (const leaf of leaves) await entries.add(leaf, fields.get(leaf.uid) ?? []);
    calls += leaves.filter(isCallRecord).length;
    for (const row of toolCallRowsOf(leaves, elsewhere)) await report.add(row);
  }
  await entries.flush();
  await report.flush();
  if (entries.count !== checkpoint.size) throw new Error(`the log has ${entries.count} of ${checkpoint.size} leaves`);

  const manifest = canonical({
    format: 'surety-evidence-pack/v2',
    created_at: facts.createdAt.toISOString(),
    product_version: facts.productVersion,
    log: { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.toString('base64') },
    interval: { from: 0, to: checkpoint.size },
    files: zip.files,
    reports: [toolCallManifest(report.count, calls, checkpoint.size)],
  });
  await zip.add('manifest.json', Buffer.from(`${manifest}\n`));
  await zip.finish();
}

const numbered = (number: number): string => String(number).padStart(6, '0');

/** Entries, their leaf hashes and what opens their fields, cut at the same places. */
class EntryParts {
  count = 0;
  private part = 0;
  private hashes: Buffer[] = [];
  private readonly texts = new TextPart();
  private readonly fields = new TextPart();

  constructor(private readonly zip: ZipFile) {}

  async add({ text, hash }: Leaf, opened: readonly OpenedField[]): Promise<void> {
    this.count++;
    this.texts.add(`${text}\n`);
    this.hashes.push(hash);
    for (const { uid, path, salt, value } of opened) {
      const field = { uid, path, salt: salt.toString('base64url'), value: JSON.parse(value) as unknown };
      this.fields.add(`${canonical(field)}\n`);
    }
    if (this.texts.isFull || this.fields.isFull) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.texts.isEmpty) return;
    const number = numbered(++this.part);
    const hashes = this.hashes;
    this.hashes = [];
    await this.zip.add(`entries/${number}.ndjson`, this.texts.take());
    await this.zip.add(`leaves/${number}.bin`, Buffer.concat(hashes));
    if (!this.fields.isEmpty) await this.zip.add(`payloads/${number}.ndjson`, this.fields.take());
  }
}

/** The report in both its forms, cut after the same rows; there is a first part also of no rows. */
class ReportParts {
  count = 0;
  private part = 0;
  private readonly ndjson = new TextPart();
  private readonly csv = new TextPart(csvHeader);

  constructor(private readonly zip: ZipFile) {}

  async add(row: ToolCallRow): Promise<void> {
    this.count++;
    this.ndjson.add(toNdjson(row));
    this.csv.add(toCsv(row));
    if (this.ndjson.isFull) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.ndjson.isEmpty && this.part > 0) return;
    const number = numbered(++this.part);
    await this.zip.add(`reports/tool-calls-${number}.ndjson`, this.ndjson.take());
    await this.zip.add(`reports/tool-calls-${number}.csv`, this.csv.take());
  }
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
