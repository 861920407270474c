import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Leaf,
  type OpenedField,
  type ToolCallRow,
  canonical,
  csvHeader,
  isCallRecord,
  toCsv,
  toNdjson,
  verifyPack,
  verifyPackFile,
} from '@app/ledger';
import { type Stretch, writeEvidencePack } from './evidence-pack.js';
import { writeExport } from './pack/export-file.js';
import { ZipFile } from './pack/zip-file.js';
import { commitmentOf, cosign, noteOf, rootOf, vkey, witness } from '../../../test/support/signed-log.js';

vi.mock(import('@app/ledger'), async (original) => ({
  ...(await original()),
  compiledVerifier: () => '// the program\n',
}));

const SALT = Buffer.alloc(32, 9);
const hashOf = (text: string) => createHash('sha256').update('\0').update(text).digest();

type Kind = 'intent' | 'outcome' | 'person';
type Said = Readonly<{ kind: Kind; call?: string; reason?: string; more?: object }>;

/** A log as the ledger would hold it, one leaf for each thing said. */
function logOf(said: readonly Said[]): { leaves: Leaf[]; opened: OpenedField[] } {
  const opened: OpenedField[] = [];
  const leaves = said.map(({ kind, call, reason, more }, index) => {
    const uid = `uid-${String(index).padStart(6, '0')}`;
    if (reason !== undefined) opened.push({ uid, path: 'reason', salt: SALT, value: JSON.stringify(reason) });
    const d =
      kind === 'intent'
        ? { call_id: call, agent: 'a', decision: 'allow', tool: '=x, "y"', ...more }
        : kind === 'outcome'
          ? { call_id: call, result_status: 'ok', latency_us: 1000 + index, ...more }
          : { ...more };
    const text = canonical({
      v: 1,
      uid,
      type: kind === 'person' ? 'person.joined' : `call.${kind}`,
      at: `2026-11-21T10:00:00.${String(index % 1000).padStart(3, '0')}Z`,
      actor: { kind: 'system', id: 'x' },
      subject: 's',
      c: reason === undefined ? {} : { reason: commitmentOf(SALT, 'reason', reason) },
      d,
    });
    return { index, uid, text, hash: hashOf(text) };
  });
  return { leaves, opened };
}

async function* stretchesOf({ leaves, opened }: ReturnType<typeof logOf>, length: number): AsyncGenerator<Stretch> {
  for (let from = 0; from < leaves.length; from += length) {
    const part = leaves.slice(from, from + length);
    const calls = new Set(part.filter(isCallRecord).map(callOf));
    const elsewhere = leaves.filter((leaf) => isCallRecord(leaf) && calls.has(callOf(leaf)) && !part.includes(leaf));
    const uids = new Set(part.map(({ uid }) => uid));
    yield { leaves: part, opened: opened.filter(({ uid }) => uids.has(uid)), elsewhere };
    await Promise.resolve();
  }
}
const callOf = ({ text }: Leaf) => (JSON.parse(text) as { d: { call_id?: string } }).d.call_id;

async function packOf(log: ReturnType<typeof logOf>, stretch = 1000, witnessed: string | null = null) {
  const chunks: Buffer[] = [];
  const note = noteOf(log.leaves.map(({ hash }) => hash));
  const facts = { createdAt: new Date('2026-11-21T11:00:00Z'), productVersion: '0', vkey };
  await writeEvidencePack({ note, witnessed, stretches: stretchesOf(log, stretch) }, facts, async (bytes) => {
    chunks.push(bytes);
    await Promise.resolve();
  });
  return Buffer.concat(chunks);
}
const failures = (pack: Uint8Array, more: object = {}) =>
  verifyPack(pack, { trustedKeys: [vkey], ...more }).steps.filter(({ ok }) => !ok);

/** A long log: entries of about a kilobyte, so that it takes several parts; calls that end in another part. */
const long = logOf(
  Array.from({ length: 2_400 }, (_, index): Said => {
    const filler = { filler: hashOf(`${index}`).toString('hex').repeat(12) };
    if (index % 10 === 0) return { kind: 'person', reason: `because ${index}`, more: filler };
    if (index % 10 < 5) return { kind: 'intent', call: `call-${index}`, more: filler };
    return index < 1000 || index > 2300
      ? { kind: 'person', more: filler }
      : { kind: 'outcome', call: `call-${index - 904}`, more: filler };
  }),
);
let pack: Buffer;
beforeAll(async () => (pack = await packOf(long)));

type Files = Map<string, Buffer>;
/** What a careful forger would hand over: a zip and a manifest that were made for the bent files. */
async function forged(bend: (files: Files, manifest: { [key: string]: never }) => void, from = pack): Promise<Buffer> {
  const files: Files = new Map(Object.entries(unzipSync(from)).map(([name, bytes]) => [name, Buffer.from(bytes)]));
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as { [key: string]: never };
  files.delete('manifest.json');
  bend(files, manifest);
  const chunks: Buffer[] = [];
  const zip = new ZipFile(async (bytes) => void chunks.push(bytes), new Date());
  for (const [name, bytes] of files) await zip.add(name, bytes);
  await zip.add('manifest.json', Buffer.from(`${canonical({ ...manifest, files: zip.files })}\n`));
  await zip.finish();
  return Buffer.concat(chunks);
}
const lines = (bytes: Buffer) => bytes.toString().split(/(?<=\n)/);
const bendLines = (files: Files, name: string, bend: (list: string[]) => string[]) =>
  files.set(name, Buffer.from(bend(lines(files.get(name)!)).join('')));
/** Both forms of the report, bent alike. */
function bendReport(files: Files, bend: (list: string[]) => string[]): void {
  bendLines(files, 'reports/tool-calls-000001.ndjson', bend);
  const rows = lines(files.get('reports/tool-calls-000001.ndjson')!).map((row) => JSON.parse(row) as ToolCallRow);
  files.set('reports/tool-calls-000001.csv', Buffer.from(csvHeader + rows.map(toCsv).join('')));
}
const E2 = 'entries/000002.ndjson';
const exit = { container: 11, checkpoint: 12, consistency: 13, entries: 14, payloads: 15, report: 16 };

const saysTheSame = (a: Uint8Array, b: Uint8Array): boolean => {
  const [one, other] = [unzipSync(a), unzipSync(b)];
  return Object.keys(other).every((name) => Buffer.from(other[name]!).equals(one[name] ?? Buffer.alloc(0)));
};

describe('a pack in parts', () => {
  it('verifies, in memory and from a file, also with older checkpoints [verify.parts]', async () => {
    expect(Object.keys(unzipSync(pack)).filter((name) => name.startsWith('entries/')).length).toBeGreaterThan(2);
    expect(failures(pack)).toEqual([]);
    const hashes = long.leaves.map(({ hash }) => hash);
    for (const size of [1, 7, 1024, 2_399, 2_400]) {
      expect(failures(pack, { lastCheckpoint: noteOf(hashes.slice(0, size)) })).toEqual([]);
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'surety-parts-'));
    writeFileSync(path.join(folder, 'p.zip'), pack);
    expect(verifyPackFile(path.join(folder, 'p.zip'), { trustedKeys: [vkey] })).toMatchObject({ ok: true });
    rmSync(folder, { recursive: true });
  });

  it('is the same bytes for the same log, however it was read [reports.pack-in-parts]', async () => {
    expect((await packOf(long, 333)).equals(pack)).toBe(true);
  });

  it('holds for any log, with any calls in any order [verify.parts]', async () => {
    const kind = fc.constantFrom<Kind>('intent', 'outcome', 'person');
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('=1', '\r\n', '"', ',', '\\ud', ''));
    const more = fc.record({ tool: text, decision: fc.constantFrom('allow', 'deny'), result_status: text }, { requiredKeys: [] }); // prettier-ignore
    const said = fc.record({ kind, call: fc.constantFrom('a', 'b', 'c'), more });
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (all, cut) => {
          expect(failures(await packOf(logOf(all), cut))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds a flipped bit anywhere that means anything [verify.parts.changed-byte]', async () => {
    const small = await packOf(
      logOf([
        { kind: 'person', reason: 'x' },
        { kind: 'intent', call: 'a' },
      ]),
    );
    const idle = new Set<number>();
    const missed: number[] = [];
    const end = small.length - 22;
    for (let at = small.readUInt32LE(end + 16); at < end; at += 46 + small.readUInt16LE(at + 28)) {
      for (const field of [4, 5]) idle.add(at + field);
    }
    for (let at = 0; at < small.length; at++) {
      const changed = Buffer.from(small);
      changed[at]! ^= 1 << (at % 8);
      const isFound = !verifyPack(changed, { trustedKeys: [vkey] }).ok;
      // a packed text has other spellings: bits to spare, and references to one of several equal places
      if (isFound === idle.has(at) && !saysTheSame(changed, small)) missed.push(at);
    }
    expect(missed).toEqual([]);
  });
});

const byIndex = (index: number) => new RegExp(`entr(y|ies) ${index}\\b`);
/** Index of the first entry of the second part. */
let second = 0;
beforeAll(() => (second = lines(Buffer.from(unzipSync(pack)['entries/000001.ndjson']!)).length));

describe('every row of the tamper table, with a manifest made for it', () => {
  type Row = [string, keyof typeof exit, (files: Files, manifest: { [key: string]: never }) => void, () => RegExp];
  const swap = (list: string[], a: number, b: number) => list.with(a, list[b]!).with(b, list[a]!);
  const csv = 'reports/tool-calls-000001.csv';
  it.each<Row>([
    ['a changed record', 'entries', (f) => bendLines(f, E2, (l) => l.with(5, l[5]!.replace('"v":1', '"v":2'))), () => byIndex(second + 5)],
    ['a removed record', 'entries', (f) => bendLines(f, E2, (l) => l.toSpliced(5, 1)), () => /was dropped/],
    ['an inserted record', 'entries', (f) => bendLines(f, E2, (l) => l.toSpliced(5, 0, l[0]!.replace('uid-', 'uid_'))), () => /an entry was inserted at/],
    ['reordered records', 'entries', (f) => bendLines(f, E2, (l) => swap(l, 3, 8)), () => /are reordered/],
    ['a part cut at its end', 'entries', (f) => bendLines(f, E2, (l) => l.slice(0, -2)), () => /were dropped/],
    ['a truncated log', 'entries', (f) => bendLines(f, [...f.keys()].findLast((n) => n.startsWith('entries/'))!, (l) => l.slice(0, -1)), () => /the log was truncated: it ends before entry 2399/],
    ['a missing part', 'entries', (f) => f.delete([...f.keys()].findLast((n) => n.startsWith('entries/'))!), () => /the log was truncated/],
    ['a missing leaf', 'entries', (f) => f.set('leaves/000002.bin', f.get('leaves/000002.bin')!.subarray(32)), () => /the list of leaves is not the one that was signed, although the entries are/],
    ['a record and its leaf changed', 'entries', (f) => {
      bendLines(f, E2, (l) => l.with(6, l[6]!.replace('"filler":"', '"filler":"x')));
      f.set('leaves/000002.bin', Buffer.concat(lines(f.get(E2)!).map((line) => hashOf(line.slice(0, -1)))));
    }, () => /the entries are not those that were signed/],
    ['the last part cut in both lists', 'entries', (f) => {
      const last = [...f.keys()].findLast((n) => n.startsWith('entries/'))!;
      f.delete(last);
      f.delete(last.replace('entries', 'leaves').replace('ndjson', 'bin'));
    }, () => /the log ends at entry \d+, the checkpoint says 2400/],
    ['a swapped payload', 'payloads', (f) => bendLines(f, 'payloads/000001.ndjson', (l) => l.with(1, l[1]!.replace(/because \d+/, 'never'))), () => /entry 10 \(uid uid-000010\) was changed/],
    ['a payload of another part', 'payloads', (f) => bendLines(f, 'payloads/000001.ndjson', (l) => [...l, lines(f.get('payloads/000002.ndjson')!)[0]!]), () => /opens nothing/],
    ['a payload twice', 'payloads', (f) => bendLines(f, 'payloads/000001.ndjson', (l) => [...l, l[0]!]), () => /is there twice/],
    ['payloads without entries', 'payloads', (f) => f.set('payloads/000099.ndjson', Buffer.from('x\n')), () => /opens nothing: there are no entries/],
    ['another key of the same name', 'checkpoint', (f) => f.set('checkpoint', Buffer.from(noteOf(long.leaves.map(({ hash }) => hash), 2))), () => /not signed by a trusted key/],
    ['a changed root', 'checkpoint', (f) => f.set('checkpoint', Buffer.from(f.get('checkpoint')!.toString().replace(/\n([^\n]{5})([^\n]+=)\n/, '\nAAAAA$2\n'))), () => /does not verify/],
    ['a manifest of another size', 'checkpoint', (_, m) => Object.assign(m['log']!, { size: 5 }), () => /names another log, size or root/],
    ['a report row changed', 'report', (f) => bendReport(f, (l) => l.with(7, l[7]!.replace('"result":"ok"', '"result":"no"').replace('"result":"unknown"', '"result":"ok"'))), () => /the row of call call-\d+ was changed/],
    ['a report row removed', 'report', (f) => bendReport(f, (l) => l.toSpliced(7, 1)), () => /the row of call call-\d+ is missing/],
    ['a report row added', 'report', (f) => bendReport(f, (l) => l.toSpliced(7, 0, l[3]!)), () => /a row of call call-\d+ was added/],
    ['report rows moved', 'report', (f) => bendReport(f, (l) => swap(l, 3, 8)), () => /is missing from|was added to/],
    ['an outcome taken from a row', 'report', (f) => bendReport(f, (l) => l.map((row) => row.replace(/"result":"ok","latency_ms":"[^"]*",("intent_index":"\d+"),"outcome_index":"\d+"/, '"result":"unknown","latency_ms":"",$1,"outcome_index":""'))), () => /was changed|is missing/],
    ['another latency', 'report', (f) => bendReport(f, (l) => l.map((row) => row.replace(/"latency_ms":"\d/, '"latency_ms":"9'))), () => /was changed/],
    ['outcomes exchanged', 'report', (f) => bendReport(f, (l) => {
      const [a, b] = l.flatMap((row, n) => (/"outcome_index":"\d/.test(row) ? [n] : []));
      const index = (n: number) => /"outcome_index":"(\d+)"/.exec(l[n]!)![1]!;
      const given = (n: number, value: string) => l[n]!.replace(/"outcome_index":"\d+"/, `"outcome_index":"${value}"`);
      return l.with(a!, given(a!, index(b!))).with(b!, given(b!, index(a!)));
    }), () => /its outcome is not that one|was changed/],
    ['a CSV row changed', 'report', (f) => bendLines(f, csv, (l) => l.with(7, l[7]!.replace('allow', 'deny!'))), () => /changed in, or is missing from, reports\/tool-calls-000001\.csv/],
    ['a CSV row added at the end', 'report', (f) => bendLines(f, [...f.keys()].findLast((n) => n.endsWith('.csv'))!, (l) => [...l, l[1]!]), () => /rows were added/],
    ['no header', 'report', (f) => bendLines(f, csv, (l) => l.slice(1)), () => /header/],
    ['counts that differ', 'report', (_, m) => Object.assign(m['reports']![0]!, { excluded: 1 }), () => /describes the report otherwise/],
    ['half a hash behind the leaves', 'entries', (f) => f.set('leaves/000002.bin', Buffer.concat([f.get('leaves/000002.bin')!, Buffer.alloc(5)])), () => /ends within a hash|list of leaves is not the one/],
    ['a part of nothing but line ends', 'entries', (f) => f.set(E2, Buffer.alloc(16 * 1024 ** 2, '\n')), () => /more than 524288 lines/],
    ['a file that no pack has', 'container', (f) => f.set('more.txt', Buffer.from('x')), () => /is not part of/],
    ['a part that is not counted', 'container', (f) => f.set('leaves/000099.bin', Buffer.alloc(32)), () => /not numbered from 1 on/],
    ['no report', 'container', (f) => f.delete(csv), () => /is missing from the manifest/],
    // what no step looks up would be read by nobody but the auditor
    ['rows in a file beside the parts', 'container', (f) => f.set('reports/tool-calls/000002.csv', f.get(csv)!), () => /tool-calls\/000002\.csv is not part of/],
    ['entries in a file beside the parts', 'container', (f) => {
      f.set('entries-000003.ndjson', f.get('entries/000003.ndjson')!);
      f.set('entries/000004.ndjson', Buffer.alloc(0));
      f.delete('entries/000003.ndjson');
    }, () => /entries-000003\.ndjson is not part of/],
    ['payloads in a file beside the parts', 'container', (f) => f.set('payloads-000001.ndjson', Buffer.from('x\n')), () => /payloads-000001\.ndjson is not part of/],
    ['payloads before the first part', 'container', (f) => f.set('payloads/000000.ndjson', Buffer.from('x\n')), () => /payloads\/000000\.ndjson is not part of/],
  ])('%s is found at the step %s [verify.tamper-table]', async (_, step, bend, sentence) => {
    const { exitCode, steps } = verifyPack(await forged(bend), { trustedKeys: [vkey] });
    const failed = steps.find(({ ok }) => !ok);
    expect({ step: failed?.name, exitCode }).toEqual({ step, exitCode: exit[step] });
    expect(failed?.detail).toMatch(sentence());
  }); // prettier-ignore

  it('a signed log that has one uid twice, or an outcome that stands alone beside its intent [verify.tamper-table]', async () => {
    const { leaves } = logOf([{ kind: 'person' }]);
    const twice = { leaves: [leaves[0]!, { ...leaves[0]!, index: 1 }], opened: [] };
    expect(failures(await packOf(twice))[0]).toMatchObject({
      name: 'entries',
      detail: 'entry 1 has the uid uid-000000 of an entry before it',
    });
    const call = logOf([
      { kind: 'intent', call: 'a' },
      { kind: 'outcome', call: 'a' },
    ]);
    const alone = await forged(
      (files, manifest) => {
        bendReport(files, ([row]) => {
          const joined = JSON.parse(row!) as ToolCallRow;
          const intent = { ...joined, result: 'unknown', latency_ms: '', outcome_index: '' };
          const none = { agent: '', tool: '', decision: '' };
          return [intent, { ...joined, ...none, time: joined.time.replace('000Z', '001Z'), intent_index: '' }].map(
            toNdjson,
          );
        });
        Object.assign(manifest['reports']![0]!, { rows: 2 });
      },
      await packOf(call),
    );
    expect(failures(alone)).toMatchObject([
      { name: 'report', detail: 'the row of call a was changed in reports/tool-calls (ndjson): it has an outcome' },
    ]);
  });

  it('no two texts are taken for one, not even those that were made for it [verify.parts.hostile]', async () => {
    // of one fingerprint under any seed, as long as that was a product of two multipliers
    const [one, other] = [
      '11101000101110000001011110100110110001111000000000111111011101111101101100100010',
      '01100111101110011100000000100111001010111011000111011000001100011011101110000000',
    ].map((bits) => bits.replaceAll(/./g, (bit) => String.fromCharCode(Number(bit))));
    const said = [one, other].flatMap((call): Said[] => [
      { kind: 'intent', call: call! },
      { kind: 'outcome', call: call! },
    ]);
    for (let round = 0; round < 5; round++) expect(failures(await packOf(logOf(said)))).toEqual([]);
  });

  it.each<[string, Said[], (row: ToolCallRow) => Partial<ToolCallRow>, RegExp]>([
    ['an outcome that is no call', [{ kind: 'intent', call: 'a' }, { kind: 'person' }], () => ({ result: 'ok', latency_ms: '1.000', outcome_index: '1' }), /its outcome is not that one/],
    ['an outcome beyond the log', [{ kind: 'intent', call: 'a' }], () => ({ result: 'ok', outcome_index: '9' }), /its outcome is not that one/],
    ['an outcome of another call', [{ kind: 'intent', call: 'a' }, { kind: 'outcome', call: 'b' }], () => ({ result: 'ok', latency_ms: '1.001', outcome_index: '1' }), /was changed|was added|is missing/],
    ['itself as its outcome', [{ kind: 'intent', call: 'a' }], () => ({ outcome_index: '0' }), /its outcome is not that one/],
    ['an outcome where there is none', [{ kind: 'intent', call: 'a' }], () => ({ result: 'ok' }), /call a was changed/],
    ['a latency where there is none', [{ kind: 'intent', call: 'a' }], () => ({ latency_ms: '1.000' }), /call a was changed/],
    ['a refusal that was none', [{ kind: 'intent', call: 'a' }], () => ({ result: 'refused' }), /call a was changed/],
    ['another result', [{ kind: 'intent', call: 'a' }, { kind: 'outcome', call: 'a' }], () => ({ result: 'timeout' }), /call a was changed/],
    ['another result, its outcome before it', [{ kind: 'outcome', call: 'a' }, { kind: 'intent', call: 'a' }], () => ({ result: 'timeout' }), /call a was changed/],
    ['no outcome, its outcome before it', [{ kind: 'outcome', call: 'a' }, { kind: 'intent', call: 'a' }], () => ({ result: 'unknown', latency_ms: '', outcome_index: '' }), /call a is missing/],
    ['another agent', [{ kind: 'intent', call: 'a' }, { kind: 'outcome', call: 'a' }], () => ({ agent: 'b' }), /call a was changed/],
  ])('a row that says %s [verify.tamper-table]', async (_, said, bend, sentence) => {
    const bent = await forged(
      (files) => bendReport(files, ([row, ...rest]) => {
        const told = JSON.parse(row!) as ToolCallRow;
        return [toNdjson({ ...told, ...bend(told) }), ...rest];
      }),
      await packOf(logOf(said)),
    );
    expect(failures(bent)).toMatchObject([{ name: 'report', detail: expect.stringMatching(sentence) as string }]);
    expect(verifyPack(bent, { trustedKeys: [vkey] }).exitCode).toBe(16);
  }); // prettier-ignore

  it('an outcome exchanged for a later one of the same call [verify.tamper-table]', async () => {
    const log = logOf([
      { kind: 'intent', call: 'a' },
      { kind: 'outcome', call: 'a', more: { result_status: 'tool_error' } },
      { kind: 'outcome', call: 'a' },
    ]);
    const bent = await forged(
      (files) => {
        bendReport(files, ([joined, alone]) => {
          const [one, two] = [JSON.parse(joined!) as ToolCallRow, JSON.parse(alone!) as ToolCallRow];
          const pick = ({ result, latency_ms, outcome_index }: ToolCallRow) => ({ result, latency_ms, outcome_index });
          const time = log.leaves[1]!.text.slice(log.leaves[1]!.text.indexOf('2026')).slice(0, 24);
          return [toNdjson({ ...one, ...pick(two) }), toNdjson({ ...two, ...pick(one), time })];
        });
      },
      await packOf(log),
    );
    expect(failures(bent)).toMatchObject([{ name: 'report' }]);
  });

  it('a fork and a shrunk log are found against the accepted checkpoint [verify.tamper-table]', () => {
    const hashes = long.leaves.map(({ hash }) => hash);
    const fork = hashes.with(3, hashOf('other'));
    const at = (size: number, from = hashes) => failures(pack, { lastCheckpoint: noteOf(from.slice(0, size)) });
    expect(at(1000, fork)[0]).toMatchObject({
      name: 'consistency',
      detail: expect.stringMatching(/forked: its first 1000/) as string,
    });
    expect(at(2400, fork)[0]).toMatchObject({
      name: 'consistency',
      detail: expect.stringMatching(/two roots at 2400/) as string,
    });
    expect(failures(pack, { lastCheckpoint: noteOf([...hashes, hashes[0]!]) })[0]).toMatchObject({
      name: 'consistency',
      detail: 'the log shrank: 2401 entries were accepted, the checkpoint now says 2400',
    });
  });

  it('a changed byte is named by its file, and the record all the same [verify.parts.changed-byte]', () => {
    const files = unzipSync(pack);
    files[E2] = Buffer.from(Buffer.from(files[E2]!).toString().replace('"filler":"', '"filler":"x'));
    const { 'manifest.json': manifest, ...others } = files;
    const [container, entries] = failures(zipSync({ ...others, 'manifest.json': manifest! }, { level: 1 }));
    expect(container).toMatchObject({
      name: 'container',
      detail: expect.stringMatching(/^entries\/000002\.ndjson was changed/) as string,
    });
    expect(entries).toMatchObject({
      name: 'entries',
      detail: expect.stringMatching(/^entry \d+ \(uid uid-\d+\) was changed/) as string,
    });
  });
});

describe('a hostile zip', () => {
  it('that asks to be unpacked as a link is none [verify.parts.hostile]', () => {
    const bent = Buffer.from(pack);
    const directory = bent.readUInt32LE(bent.length - 6);
    bent.writeUInt32LE(0o120777 * 65_536, directory + 38);
    expect(failures(bent)[0]).toMatchObject({
      name: 'container',
      detail: expect.stringMatching(/^README.txt asks for attributes/) as string,
    });
  });

  it('that says its directory is most of it is not read into memory [verify.parts.hostile]', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'surety-hostile-'));
    const file = openSync(path.join(folder, 'p.zip'), 'w');
    const members = pack.readUInt32LE(pack.length - 6);
    const tail = Buffer.from(pack.subarray(members));
    const size = 2 * 1024 ** 3;
    tail.writeUInt32LE(size - 22 - 100, tail.length - 10);
    tail.writeUInt32LE(100, tail.length - 6);
    writeSync(file, pack, 0, members, 0);
    writeSync(file, tail, 0, tail.length, size - tail.length);
    closeSync(file);
    const before = process.resourceUsage().maxRSS;
    const { steps } = verifyPackFile(path.join(folder, 'p.zip'), { trustedKeys: [vkey] });
    rmSync(folder, { recursive: true });
    expect(steps[0]).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/longer than its files explain/) as string,
    });
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
  });
});

describe('witnesses', () => {
  const hashes = long.leaves.map(({ hash }) => hash);
  it('that the auditor names must have cosigned a checkpoint of this very log [verify.witnessed]', async () => {
    const one = witness('w.example/one', 5);
    const other = witness('w.example/two', 6);
    const note = noteOf(hashes.slice(0, 1700));
    const cosigned = await packOf(long, 1000, note + cosign(note, one) + cosign(note, other));
    expect(failures(cosigned, { witnesses: [one.vkey, other.vkey] })).toEqual([]);
    expect(failures(cosigned, { witnesses: [witness('w.example/one', 7).vkey] })[0]?.detail).toMatch(/not cosigned by/);
    expect(failures(pack, { witnesses: [one.vkey] })[0]?.detail).toMatch(/no checkpoint that a witness/);
    const stolen = await packOf(long, 1000, note + cosign(noteOf(hashes.slice(0, 1500)), one));
    expect(failures(stolen, { witnesses: [one.vkey] })[0]?.detail).toMatch(/forged or of another checkpoint/);
    const fork = noteOf(hashes.slice(0, 1700).with(5, hashOf('other')));
    const split = await packOf(long, 1000, fork + cosign(fork, one));
    expect(failures(split, { witnesses: [one.vkey] })[0]).toMatchObject({
      name: 'consistency',
      detail: expect.stringMatching(/forked: its first 1700 entries are not the witnessed/) as string,
    });
  });
});

describe('writing it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'surety-export-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leaves nothing behind when it breaks off, and hashes what it wrote [reports.export-whole]', async () => {
    const file = path.join(folder, 'x');
    const broken = writeExport(file, async (sink) => {
      await sink(Buffer.from('half'));
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(() => readFileSync(file)).toThrow('ENOENT');
    const sha256 = createHash('sha256').update('whole').digest('hex');
    expect(await writeExport(file, (sink) => sink(Buffer.from('whole')))).toEqual({ sha256, bytes: 5 });
    // what cannot be recorded is not handed out, and what was there before stays
    const unrecorded = writeExport(
      file,
      (sink) => sink(Buffer.from('other')),
      () => Promise.reject(new Error('not recorded')),
    );
    await expect(unrecorded).rejects.toThrow('not recorded');
    expect(readFileSync(file, 'utf8')).toBe('whole');
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it('refuses a log that is not of the size that was signed [reports.pack-in-parts]', async () => {
    const note = noteOf(long.leaves.map(({ hash }) => hash));
    const short = { ...long, leaves: long.leaves.slice(1) };
    const facts = { createdAt: new Date(), productVersion: '0', vkey };
    const written = writeEvidencePack({ note, witnessed: null, stretches: stretchesOf(short, 1000) }, facts, async () =>
      Promise.resolve(),
    );
    await expect(written).rejects.toThrow('the log has 2399 of 2400 leaves');
    expect(rootOf([]).toString('hex')).toMatch(/^e3b0c442/);
  });
});
