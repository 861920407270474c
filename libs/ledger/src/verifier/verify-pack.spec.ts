import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALL_INTENT, CALL_OUTCOME } from '../core/call-record.js';
import { canonical } from '../core/canonical.js';
import { formatCheckpoint } from '../core/checkpoint.js';
import { type Happening, sealEntry } from '../core/entry.js';
import { leafHash, rootOf as writerRootOf } from '../core/merkle.js';
import { consistencyProof } from '../core/merkle-proof.js';
import { type Signer, signNote, signerOf, vkeyOf } from '../core/note.js';
import {
  type IndexedText,
  csvHeader,
  isCallRecord,
  toCsv,
  toNdjson,
  toolCallRowsOf,
} from '../core/tool-call-report.js';
import { isConsistent, openCheckpoint, rootOf, type StepName, type Trust, verifyPack } from './verify-pack.js';

const origin = 'surety.example/audit';
const logKey = signerOf(origin, Buffer.alloc(32, 1));
const imposter = signerOf(origin, Buffer.alloc(32, 2));
const trust: Trust = { trustedKeys: [vkeyOf(logKey)] };
const json = (value: unknown) => JSON.stringify(value);

/** The report as version 1 had it: the n-th intent of a call with its n-th outcome, sorted by time and place. */
function rowsOfVersion1(entries: readonly IndexedText[]) {
  const nth = new Map<string, number>();
  const pairs = new Map<string, IndexedText[]>();
  for (const leaf of entries.filter(isCallRecord)) {
    const { type, d } = JSON.parse(leaf.text) as { type: string; d: { call_id?: string } };
    const side = `${type} ${d.call_id ?? ''}`;
    nth.set(side, (nth.get(side) ?? 0) + 1);
    const pair = `${nth.get(side) ?? 0} ${d.call_id ?? ''}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), leaf]);
  }
  const place = (row: { intent_index: string; outcome_index: string }) => Number(row.intent_index || row.outcome_index);
  return [...pairs.values()]
    .flatMap((pair) => toolCallRowsOf(pair, []))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : place(a) - place(b)));
}
const manifestOfVersion1 = (entries: readonly IndexedText[], rows: number) => {
  const included = entries.filter(isCallRecord).length;
  const query = 'all leaves of type call.intent or call.outcome, joined by call_id, sorted by time and intent_index';
  return {
    id: 'tool-calls',
    schema_ver: 1,
    query,
    parameters: {},
    rows,
    included,
    excluded: entries.length - included,
  };
};

// A pack of version 1 as its writer made it, in parts that a test can bend before they are put together ----------------------------

type Parts = {
  entries: string[];
  leaves: Buffer[];
  payloads: { uid: string; path: string; salt: string; value: unknown }[];
  csv: string;
  ndjson: string;
  reports: unknown[];
  log: { origin: string; size: number; root: string };
  interval: { from: number; to: number };
  checkpoint: string;
  consistency?: string;
};

/** Twenty entries: a person with an open and an erased e-mail, then calls with and without outcome. */
function happenings(): Happening[] {
  return Array.from({ length: 20 }, (_, index) => ({
    uid: `uid-${String(index).padStart(2, '0')}`,
    type: index < 4 ? 'person.joined' : index % 2 === 0 ? CALL_INTENT : CALL_OUTCOME,
    at: `2026-11-21T10:00:00.${String(100 + index)}Z`,
    actor: { kind: 'system', id: 'idp/okta' },
    subject: 's',
    detail:
      index < 4
        ? {}
        : index % 2 === 0
          ? {
              call_id: `call-${index}`,
              tool: '=cmd, "x"\r\n',
              chain: ['person:a', 'agent:b'],
              grant_ids: [],
              owner: null,
            }
          : { call_id: `call-${index - 1}`, result_status: 'ok', latency_us: index * 7 },
    ...(index < 4 && { personal: { 'person.email': `p${index}@example.com` } }),
  }));
}

const checkpointOf = (leaves: readonly Buffer[], signer: Signer = logKey, name = origin) =>
  signNote(formatCheckpoint({ origin: name, size: leaves.length, root: writerRootOf(leaves) }), [signer]);
const leavesOf = (entries: readonly string[]) => entries.map((text) => leafHash(Buffer.from(text)));

function partsOf(events = happenings(), signer = logKey): Parts {
  const salts = new Map([['person.email', Buffer.alloc(32, 9)]]);
  const sealed = events.map((event) => ({ uid: event.uid, ...sealEntry(event, salts) }));
  const entries = sealed.map(({ text }) => text);
  const leaves = leavesOf(entries);
  const indexed = entries.map((text, index) => ({ index, text }));
  const rows = rowsOfVersion1(indexed);
  return {
    entries,
    leaves,
    // The last person's field is erased: nothing opens its commitment any more.
    payloads: sealed
      .flatMap(({ uid, payloads }) => payloads.map((p) => ({ ...p, uid, salt: p.salt.toString('base64url') })))
      .slice(0, 3),
    csv: csvHeader + rows.map(toCsv).join(''),
    ndjson: rows.map(toNdjson).join(''),
    reports: [manifestOfVersion1(indexed, rows.length)],
    log: { origin, size: entries.length, root: writerRootOf(leaves).toString('base64') },
    interval: { from: 0, to: entries.length },
    checkpoint: checkpointOf(leaves, signer),
  };
}

function filesOf(parts: Parts): Record<string, string> {
  return {
    checkpoint: parts.checkpoint,
    ...(parts.consistency !== undefined && { 'consistency.txt': parts.consistency }),
    'entries.ndjson': parts.entries.map((text) => `${text}\n`).join(''),
    'leaves.txt': parts.leaves.map((hash) => `${hash.toString('base64')}\n`).join(''),
    'payloads.ndjson': parts.payloads.map((payload) => `${canonical(payload)}\n`).join(''),
    'reports/tool-calls.csv': parts.csv,
    'reports/tool-calls.ndjson': parts.ndjson,
    'README.txt': 'Read docs/evidence-pack.md.\n',
    'verify-pack.mjs': '// the program\n',
  };
}

function manifestOf(parts: Parts, files: Record<string, string>, more: object = {}): string {
  const list = Object.entries(files).map(([path, text]) => {
    const bytes = strToU8(text);
    return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  });
  const about = { format: 'surety-evidence-pack/v1', created_at: '2026-11-21T11:00:00.000Z', product_version: '0.1.0' };
  const { log, interval, reports } = parts;
  return `${canonical({ ...about, log, interval, files: list, reports, ...more })}\n`;
}

const zip = (files: Record<string, string>, level: 0 | 6 = 6) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), { level });

/** The zip of bent parts, with a manifest that was made for them: what a careful forger would hand over. */
function packOf(
  bend: (parts: Parts) => void = () => undefined,
  bendFiles: (files: Record<string, string>) => void = () => undefined,
) {
  const parts = partsOf();
  bend(parts);
  const files = filesOf(parts);
  bendFiles(files);
  return zip({ 'manifest.json': manifestOf(parts, files), ...files });
}

const exitCodes = { container: 11, checkpoint: 12, consistency: 13, entries: 14, payloads: 15, report: 16 };
/** 'found' when the first step that fails is this one, with its exit code and such a sentence; else what came instead. */
function search(bytes: Uint8Array, step: StepName, sentence: RegExp, with_: Trust = trust): string {
  const { ok, steps, exitCode } = verifyPack(bytes, with_);
  const failed = steps.find((one) => !one.ok);
  const found = !ok && failed?.name === step && exitCode === exitCodes[step] && sentence.test(failed.detail);
  return found ? 'found' : json({ exitCode, failed });
}
const detailOf = (bytes: Uint8Array, step: StepName) =>
  verifyPack(bytes, trust).steps.find(({ name }) => name === step)?.detail;

// ---------------------------------------------------------------------------------------------------------------------

describe('a pack as it was made', () => {
  it.each([6, 0] as const)('verifies, also with an older checkpoint (zip level %i) [verify.sound]', (level) => {
    const parts = partsOf();
    const files = filesOf(parts);
    const bytes = zip({ 'manifest.json': manifestOf(parts, files), ...files }, level);
    const verdict = verifyPack(bytes, { ...trust, lastCheckpoint: checkpointOf(parts.leaves.slice(0, 7)) });
    expect(verdict).toMatchObject({ ok: true, exitCode: 0 });
    expect(verdict.steps.map(({ name }) => name)).toEqual(Object.keys(exitCodes));
  });

  it('says what it took on trust and what is erased [verify.erased]', () => {
    const bytes = packOf();
    expect(detailOf(bytes, 'consistency')).toContain('trusted on first use');
    expect(detailOf(bytes, 'payloads')).toBe('3 of 4 personal fields are open and match, 1 are erased or withheld');
    expect(
      verifyPack(
        packOf((parts) => (parts.payloads = [])),
        trust,
      ).ok,
    ).toBe(true);
  });

  it('verifies when the log is empty, and for any number of entries [verify.sound]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.nat(20), (size, cut) => {
        const parts = partsOf(happenings().slice(0, size));
        parts.payloads = parts.payloads.slice(0, size);
        const files = filesOf(parts);
        const lastCheckpoint = checkpointOf(parts.leaves.slice(0, cut));
        const bytes = zip({ 'manifest.json': manifestOf(parts, files), ...files });
        expect(verifyPack(bytes, { ...trust, lastCheckpoint }).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('step 1, the container', () => {
  it('names the file of which any single byte was changed [verify.changed-byte]', () => {
    const parts = partsOf();
    const files = filesOf(parts);
    const bytes = zip({ 'manifest.json': manifestOf(parts, files), ...files }, 0);
    for (const [path, text] of Object.entries(files)) {
      const changed = Buffer.from(bytes);
      const at = changed.indexOf(Buffer.from(text)) + Math.floor(text.length / 2);
      changed[at]! ^= 1;
      expect(search(changed, 'container', new RegExp(`${path} was changed`))).toBe('found');
    }
  });

  it('names the manifest too, which nothing but the checksum of the zip covers [verify.changed-byte]', () => {
    const files = filesOf(partsOf());
    const bytes = Buffer.from(zip({ 'manifest.json': manifestOf(partsOf(), files), ...files }, 0));
    bytes.write('1999', bytes.indexOf('2026-11-21T11'));
    expect(search(bytes, 'container', /^manifest\.json was changed: its CRC-32/)).toBe('found');
  });

  it('names a file that no longer unpacks [verify.changed-byte]', () => {
    const bytes = Buffer.from(packOf());
    bytes[bytes.indexOf('leaves.txt') + 'leaves.txt'.length] = 0xff;
    expect(search(bytes, 'container', /^leaves\.txt was changed: it cannot be unpacked/)).toBe('found');
  });

  it('refuses bytes behind the end of a packed stream, and a stated length that is not the true one [verify.container]', () => {
    const whole = Buffer.from(packOf());
    const directory = whole.readUInt32LE(whole.length - 6);
    const local = whole.lastIndexOf('verify-pack.mjs', directory) - 30;
    const central = whole.lastIndexOf('verify-pack.mjs') - 46;
    const grow = (bytes: Buffer, at: number, by: number) => bytes.writeUInt32LE(bytes.readUInt32LE(at) + by, at);
    const longer = Buffer.from(whole);
    grow(longer, local + 22, 1);
    grow(longer, central + 24, 1);
    expect(search(longer, 'container', /^verify-pack\.mjs was changed: it cannot be unpacked/)).toBe('found');
    const hiding = Buffer.concat([whole.subarray(0, directory), Buffer.from('hide'), whole.subarray(directory)]);
    for (const at of [local + 18, central + 4 + 20, hiding.length - 6]) grow(hiding, at, 4);
    expect(search(hiding, 'container', /^verify-pack\.mjs was changed: it cannot be unpacked/)).toBe('found');
  });

  it('finds a flipped bit anywhere in the zip, whichever it is [verify.changed-byte]', () => {
    const bytes = packOf();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= 1 << bit;
        // Host system and dates are the only bytes of a zip that no step reads.
        const idle = idleBytes(bytes);
        expect(verifyPack(changed, trust).ok).toBe(idle.has(at));
      }),
      { numRuns: 80 },
    );
  });

  it('goes on to name the record when entries.ndjson itself was changed [verify.changed-byte]', () => {
    const parts = partsOf();
    const files = filesOf(parts);
    const manifest = manifestOf(parts, files);
    files['entries.ndjson'] = files['entries.ndjson']!.replace('"call-8"', '"call-9"');
    const bytes = zip({ 'manifest.json': manifest, ...files });
    expect(search(bytes, 'container', /^entries\.ndjson was changed: its SHA-256/)).toBe('found');
    expect(detailOf(bytes, 'entries')).toBe('entry 8 (uid uid-08) was changed');
  });

  it.each<[string, (files: Record<string, string>) => void, RegExp]>([
    ['missing', (files) => delete files['leaves.txt'], /^leaves\.txt is missing/],
    ['missing altogether', (files) => delete files['manifest.json'], /^manifest\.json is missing/],
    ['extra', (files) => (files['more.txt'] = 'x'), /^more\.txt is extra/],
    ['longer', (files) => (files['README.txt'] += 'x'), /^README\.txt was changed: it has 29 bytes/],
    [
      'a manifest in another form',
      (files) => (files['manifest.json'] = ` ${files['manifest.json']}`),
      /not in canonical form/,
    ],
    ['no JSON', (files) => (files['manifest.json'] = '{'), /^manifest\.json is not JSON/],
  ])('names a file that is %s [verify.container]', (_, bend, sentence) => {
    const parts = partsOf();
    const files = filesOf(parts);
    const all: Record<string, string> = { 'manifest.json': manifestOf(parts, files), ...files };
    bend(all);
    expect(search(zip(all), 'container', sentence)).toBe('found');
  });

  it.each<[string, (parts: Parts, files: Record<string, string>) => string, RegExp]>([
    [
      'a file that no pack has',
      (parts, files) => manifestOf(parts, ((files['reports/other.csv'] = 'x'), files)),
      /^reports\/other\.csv is not part of/,
    ],
    [
      'a file twice',
      (parts, files) =>
        manifestOf(parts, files).replace('"files":[', '"files":[{"bytes":0,"path":"checkpoint","sha256":""},'),
      /checkpoint is listed twice/,
    ],
    [
      'another format',
      (parts, files) => manifestOf(parts, files, { format: 'surety-evidence-pack/v2' }),
      /is not of the format/,
    ],
    ['no files', (parts, files) => manifestOf(parts, files, { files: {} }), /lists no files/],
    [
      'a report less',
      (parts, files) => (delete files['reports/tool-calls.csv'], manifestOf(parts, files)),
      /tool-calls\.csv is missing from the manifest/,
    ],
  ])('refuses a manifest that lists %s [verify.container]', (_, manifest, sentence) => {
    const parts = partsOf();
    const files = filesOf(parts);
    const text = manifest(parts, files);
    expect(search(zip({ 'manifest.json': text, ...files }), 'container', sentence)).toBe('found');
  });

  const bytes = Buffer.from(packOf());
  const end = bytes.length - 22;
  const directory = bytes.readUInt32LE(end + 16);
  const write = (at: number, value: number, from = bytes) => {
    const copy = Buffer.from(from);
    copy.writeUInt32LE(value, at);
    return copy;
  };
  const inserted = (at: number) => {
    const more = Buffer.concat([bytes.subarray(0, at), Buffer.from('hide'), bytes.subarray(at)]);
    return write(more.length - 6, directory + 4, more);
  };
  it.each<[string, Uint8Array, RegExp]>([
    ['bytes behind its end', Buffer.concat([bytes, Buffer.from('x')]), /not a zip/],
    ['bytes before its start', inserted(0), /hidden bytes|contradict/],
    ['bytes between files and directory', inserted(directory), /hidden bytes/],
    ['a directory cut short', write(end + 12, 10), /hidden bytes/],
    ['more files than it holds', write(end + 8, 0x000b000b), /breaks off/],
    ['too many files', write(end + 8, 0xffffffff), /at most 64 files/],
    ['a file that unpacks to a gigabyte', write(directory + 24, 0xffffffff), /unpacks to more/],
    ['an encrypted file', write(directory + 8, 0x00080001), /packed in an unknown way/],
    ['a file packed in another way', write(directory + 8, 0x000c0000), /packed in an unknown way/],
    ['an extra field', write(directory + 30, 4), /extra field/],
    ['another name in the local header', write(30, 0x41414141), /two headers/],
    ['nothing', Buffer.alloc(0), /not a zip/],
  ])('refuses a zip with %s [verify.container]', (_, broken, sentence) => {
    expect(search(broken, 'container', sentence)).toBe('found');
  });

  it.each(['../checkpoint', '/checkpoint', 'a\\b', 'a//b', '.hidden', 'a/../b', 'dir/', 'CHECKPOINT'])(
    'refuses the file name %s [verify.container]',
    (name) =>
      expect(
        search(
          packOf(undefined, (files) => (files[name] = '')),
          'container',
          /unsafe name|in the zip twice/,
        ),
      ).toBe('found'),
  );

  it('refuses the same name twice [verify.container]', () => {
    const files = filesOf(partsOf());
    const same = Buffer.from(zip({ ...files, 'README.txu': 'x' }, 0));
    for (let at = same.indexOf('README.txu'); at >= 0; at = same.indexOf('README.txu')) same.write('README.txt', at);
    expect(search(same, 'container', /^README\.txt is in the zip twice$/)).toBe('found');
  });
});

describe('step 2, the checkpoint', () => {
  it('of another key of the same name is forged [verify.forged-checkpoint]', () => {
    const forged = packOf((parts) => (parts.checkpoint = checkpointOf(parts.leaves, imposter)));
    expect(
      search(
        forged,
        'checkpoint',
        /not signed by a trusted key; it was signed by surety\.example\/audit\+[0-9a-f]{8}$/,
      ),
    ).toBe('found');
  });

  it('of a name and key that nobody trusts is not accepted, whatever key lies in the pack [verify.forged-checkpoint]', () => {
    const stranger = signerOf('evil.example/log', Buffer.alloc(32, 3));
    const bytes = packOf((parts) => (parts.checkpoint = checkpointOf(parts.leaves, stranger)));
    expect(search(bytes, 'checkpoint', /signed by evil\.example\/log\+/)).toBe('found');
  });

  it('of a trusted key of another log does not vouch for this one [verify.forged-checkpoint]', () => {
    const other = signerOf('other.example/log', Buffer.alloc(32, 4));
    const bytes = packOf((parts) => (parts.checkpoint = checkpointOf(parts.leaves, other)));
    expect(
      search(bytes, 'checkpoint', /not signed by a trusted key; .* a key of another name/, {
        trustedKeys: [...trust.trustedKeys, vkeyOf(other)],
      }),
    ).toBe('found');
  });

  it.each<[string, (checkpoint: string) => string, RegExp]>([
    ['a changed size', (text) => text.replace('\n20\n', '\n21\n'), /does not verify/],
    ['a changed signature', (text) => text.replace(/(.{10})=\n$/, 'AAAAAAAAAA=\n'), /does not verify/],
    ['the key id of the log over the signature of another', (text) => swapId(text), /does not verify/],
    ['a leading zero', (text) => text.replace('\n20\n', '\n020\n'), /form of a checkpoint/],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n'), /not a signed note/],
    ['a hyphen for the dash', (text) => text.replace('\u2014', '-'), /signature line/],
    ['an extension line', (text) => text.replace('\n\n', '\nmore\n\n'), /form of a checkpoint/],
    ['nothing', () => '', /not a signed note/],
    ['no newline at its end', (text) => text.slice(0, -1), /not a signed note/],
    ['no blank line', (text) => text.replace('\n\n', '\n'), /not a signed note/],
  ])('with %s is not accepted [verify.forged-checkpoint]', (_, bend, sentence) => {
    expect(
      search(
        packOf((parts) => (parts.checkpoint = bend(parts.checkpoint))),
        'checkpoint',
        sentence,
      ),
    ).toBe('found');
  });

  it('with a trusted key that fails is rejected although another one holds [verify.forged-checkpoint]', () => {
    const second = signerOf(origin, Buffer.alloc(32, 5));
    const bytes = packOf((parts) => {
      const wrong = signNote('other\n', [second]).split('\n\n')[1]!;
      parts.checkpoint += wrong;
    });
    expect(verifyPack(bytes, trust).ok).toBe(true);
    expect(
      search(bytes, 'checkpoint', /does not verify/, { trustedKeys: [...trust.trustedKeys, vkeyOf(second)] }),
    ).toBe('found');
  });

  it.each<[string, (parts: Parts) => void, RegExp]>([
    ['another size', (parts) => (parts.log.size = 19), /names another log, size or root/],
    ['another log', (parts) => (parts.log.origin = 'x'), /names another log, size or root/],
    ['a part of the log', (parts) => (parts.interval.from = 1), /interval/],
  ])('is compared with a manifest that names %s [verify.container]', (_, bend, sentence) => {
    expect(search(packOf(bend), 'checkpoint', sentence)).toBe('found');
  });

  it.each(['', 'x', `${vkeyOf(logKey).slice(0, -4)}AAAA`, vkeyOf(logKey).replace('audit', 'other')])(
    'is not checked against a trusted key that is none: %s',
    (key) => expect(search(packOf(), 'checkpoint', /^the trusted key/, { trustedKeys: [key] })).toBe('found'),
  );

  it('with more than a hundred signatures is not read on', () => {
    const flood = (parts: Parts) => (parts.checkpoint += parts.checkpoint.split('\n\n')[1]!.repeat(100));
    expect(search(packOf(flood), 'checkpoint', /more than 100 signatures/)).toBe('found');
  });

  it('is not trusted when no key is given', () => {
    expect(search(packOf(), 'checkpoint', /not signed by a trusted key/, { trustedKeys: [] })).toBe('found');
  });
});

describe('step 3, consistency', () => {
  const { leaves } = partsOf();
  const since = (size: number, from = leaves) => ({ ...trust, lastCheckpoint: checkpointOf(from.slice(0, size)) });
  const proofFrom = (size: number) =>
    [`old ${size}`, ...consistencyProof(leaves, size, 20).map((hash) => hash.toString('base64')), ''].join('\n');
  const fork = leavesOf(happenings().map((_, index) => `other ${index}`));

  it.each([1, 7, 8, 16, 19])(
    'accepts growth from %i entries, with and without a proof in the pack [verify.consistency]',
    (size) => {
      expect(verifyPack(packOf(), since(size)).ok).toBe(true);
      expect(
        verifyPack(
          packOf((parts) => (parts.consistency = proofFrom(size))),
          since(size),
        ).ok,
      ).toBe(true);
      expect(
        verifyPack(
          packOf((parts) => (parts.consistency = proofFrom(3))),
          since(size),
        ).ok,
      ).toBe(true);
    },
  );

  it('finds a log that shrank [verify.shrunk-log]', () => {
    expect(
      search(
        packOf(),
        'consistency',
        /^the log shrank: 21 entries were accepted, the checkpoint now says 20$/,
        since(21, [...leaves, leaves[0]!]),
      ),
    ).toBe('found');
  });

  it('finds a log that was forked, at the same size and on the way [verify.forked-log]', () => {
    expect(search(packOf(), 'consistency', /forked: it has two roots at 20/, since(20, fork))).toBe('found');
    expect(search(packOf(), 'consistency', /forked: its first 7 entries/, since(7, fork))).toBe('found');
    const withProof = packOf((parts) => (parts.consistency = proofFrom(7)));
    expect(search(withProof, 'consistency', /does not prove .* 7 accepted entries/, since(7, fork))).toBe('found');
  });

  it.each<[string, string]>([
    ['one hash short', proofFrom(7).split('\n').toSpliced(1, 1).join('\n')],
    ['one hash long', `${proofFrom(7)}${leaves[0]!.toString('base64')}\n`],
    ['of broken hashes', 'old 7\nAAAA\n'],
  ])('refuses a proof %s [verify.consistency]', (_, consistency) => {
    expect(
      search(
        packOf((parts) => (parts.consistency = consistency)),
        'consistency',
        /does not prove/,
        since(7),
      ),
    ).toBe('found');
  });

  it('does not derive growth from a list of leaves that was not signed [verify.consistency]', () => {
    const forged = (parts: Parts) => (parts.leaves[19] = parts.leaves[0]!);
    expect(search(packOf(forged), 'consistency', /leaves\.txt, .* is not the signed list/, since(7))).toBe('found');
  });

  it('wants the accepted checkpoint to be of this log and signed [verify.forged-checkpoint]', () => {
    const forged = { ...trust, lastCheckpoint: checkpointOf(leaves.slice(0, 7), imposter) };
    expect(search(packOf(), 'consistency', /^the last accepted checkpoint .* not signed/, forged)).toBe('found');
    const other = signerOf('other.example/log', Buffer.alloc(32, 4));
    const elsewhere = checkpointOf(leaves.slice(0, 7), other, 'other.example/log');
    const both = { trustedKeys: [...trust.trustedKeys, vkeyOf(other)], lastCheckpoint: elsewhere };
    expect(search(packOf(), 'consistency', /of another log/, both)).toBe('found');
  });
});

describe('step 4, the entries', () => {
  const findings = (bend: (entries: string[]) => void) => {
    const bytes = packOf((parts) => bend(parts.entries));
    expect(search(bytes, 'entries', /./)).toBe('found');
    return detailOf(bytes, 'entries');
  };

  it('names a changed record [verify.changed-record]', () => {
    expect(findings((entries) => (entries[17] = entries[17]!.replace('"ok"', '"no"')))).toBe(
      'entry 17 (uid uid-17) was changed',
    );
    expect(findings((entries) => (entries[9] = entries[3]!))).toBe('entry 9 (uid uid-03) was changed');
  });

  it('names a dropped record [verify.dropped-record]', () => {
    expect(findings((entries) => entries.splice(17, 1))).toBe(
      'entry 17 was dropped: at its place stands entry 18 (uid uid-18)',
    );
    expect(findings((entries) => entries.splice(3, 2))).toMatch(/^entry 3 was dropped: .*; entry 4 was dropped: /);
  });

  it('names reordered records [verify.reordered-records]', () => {
    const swap = (a: number, b: number) => (entries: string[]) =>
      ([entries[a], entries[b]] = [entries[b]!, entries[a]!]);
    expect(findings(swap(17, 18))).toBe('entries 17 and 18 are reordered (uids uid-17 and uid-18)');
    expect(findings(swap(2, 12))).toBe('entries 2 and 12 are reordered (uids uid-02 and uid-12)');
    expect(findings((entries) => entries.splice(10, 0, ...entries.splice(4, 1)))).toMatch(
      /^entries are reordered: entry 5 /,
    );
  });

  it('names an inserted record [verify.inserted-record]', () => {
    const extra = sealEntry({ ...happenings()[4]!, uid: 'uid-new' }, new Map()).text;
    expect(findings((entries) => entries.splice(17, 0, extra))).toBe('an entry was inserted at 17 (uid uid-new)');
    expect(findings((entries) => entries.push(extra))).toBe('an entry was inserted at 20 (uid uid-new)');
    expect(findings((entries) => entries.splice(9, 0, entries[3]!))).toBe('an entry was inserted at 9 (uid uid-03)');
  });

  it('names several at once, and where the log was cut [verify.truncated-log]', () => {
    const cut = 'the log was truncated: it ends before entry 15, the checkpoint says 20 entries';
    expect(findings((entries) => entries.splice(15))).toBe(cut);
    expect(findings((entries) => (entries.splice(15), (entries[2] = '{}')))).toBe(`entry 2 (uid ) was changed; ${cut}`);
    expect(findings((entries) => entries.fill('?'))).toMatch(/; and 15 more$/);
  });

  it('finds a log that was cut together with its list of leaves [verify.truncated-log]', () => {
    const bytes = packOf((parts) => [parts.entries, parts.leaves].forEach((list) => list.splice(15)));
    expect(
      search(
        bytes,
        'entries',
        /^the log ends at entry 15, the checkpoint says 20; leaves\.txt is not the list that was signed/,
      ),
    ).toBe('found');
  });

  it('does not believe a list of leaves that was made for changed entries [verify.changed-record]', () => {
    const bytes = packOf((parts) => {
      parts.entries[5] = parts.entries[5]!.replace('"ok"', '"no"');
      parts.leaves = leavesOf(parts.entries);
    });
    expect(search(bytes, 'entries', /^the entries are not those that were signed; leaves\.txt is not the list/)).toBe(
      'found',
    );
    expect(
      search(
        packOf((parts) => parts.leaves.reverse()),
        'entries',
        /^leaves\.txt is not the list of leaves that was signed, although/,
      ),
    ).toBe('found');
    expect(
      search(
        packOf(undefined, (files) => (files['leaves.txt'] += 'AAAA\n')),
        'entries',
        /line 21 of leaves\.txt is not a hash/,
      ),
    ).toBe('found');
  });

  it('says which file it would have needed [verify.container]', () => {
    const files = filesOf(partsOf());
    const manifest = manifestOf(partsOf(), files);
    delete files['leaves.txt'];
    expect(detailOf(zip({ 'manifest.json': manifest, ...files }), 'entries')).toBe('leaves.txt is missing');
  });

  it('checks nothing that builds on entries that do not hold', () => {
    const bytes = packOf((parts) => parts.entries.pop());
    expect(detailOf(bytes, 'payloads')).toContain('not checked');
    expect(detailOf(bytes, 'report')).toContain('not checked');
  });

  it.each<[string, string[], RegExp]>([
    ['two keys of one name', ['{"c":{},"d":{},"d":{},"uid":"a","v":1}'], /entry 0 is not in canonical form/],
    ['keys in another order', ['{"v":1,"uid":"a","c":{},"d":{}}'], /entry 0 is not in canonical form/],
    ['a number beyond 2^53', ['{"c":{},"d":{"n":9007199254740993},"uid":"a","v":1}'], /beyond 2\^53/],
    ['half a character', ['{"c":{},"d":{"n":"\\ud800"},"uid":"a","v":1}'], /half a character/],
    ['no JSON', ['hello'], /entry 0 is not JSON/],
    ['no uid', ['{"c":{},"d":{},"v":1}'], /not a ledger entry of version 1/],
    ['another version', ['{"c":{},"d":{},"uid":"a","v":2}'], /not a ledger entry of version 1/],
    ['no detail', ['{"c":{},"uid":"a","v":1}'], /not a ledger entry of version 1/],
    [
      'more than 65,535 bytes',
      [`{"c":{},"d":{"x":"${'x'.repeat(65_535)}"},"uid":"a","v":1}`],
      /entry 0 is longer than 65535/,
    ],
    ['bottomless nesting', [`${'['.repeat(30_000)}${']'.repeat(30_000)}`], /cannot be checked/],
    [
      'a uid twice',
      Array(2).fill('{"c":{},"d":{},"uid":"a","v":1}') as string[],
      /entries 0 and 1 have the same uid a/,
    ],
  ])('refuses entries with %s, although they were signed [verify.entry-form]', (_, entries, sentence) => {
    const leaves = leavesOf(entries);
    const root = writerRootOf(leaves).toString('base64');
    const log = { origin, size: entries.length, root };
    const interval = { from: 0, to: entries.length };
    const bytes = packOf((parts) =>
      Object.assign(parts, { entries, leaves, log, interval, checkpoint: checkpointOf(leaves) }),
    );
    expect(search(bytes, 'entries', sentence)).toBe('found');
  });

  it('wants the last newline', () => {
    expect(
      search(
        packOf(undefined, (files) => (files['entries.ndjson'] = files['entries.ndjson']!.slice(0, -1))),
        'entries',
        /does not end in a newline/,
      ),
    ).toBe('found');
  });
});

describe('step 5, the payloads', () => {
  it.each<[string, (payloads: Parts['payloads']) => void, RegExp]>([
    [
      'a changed value',
      (list) => (list[1]!.value = 'x'),
      /^the payload person\.email of entry 1 \(uid uid-01\) was changed/,
    ],
    [
      'a changed salt',
      (list) => (list[1]!.salt = Buffer.alloc(32).toString('base64url')),
      /entry 1 \(uid uid-01\) was changed/,
    ],
    ['a short salt', (list) => (list[1]!.salt = 'AAAA'), /no salt of 32 bytes/],
    ['a path that was not committed to', (list) => (list[1]!.path = 'toString'), /no entry commits to it/],
    ['an unknown entry', (list) => (list[1]!.uid = 'nobody'), /entry \? \(uid nobody\) opens nothing/],
    ['a payload twice', (list) => list.push(list[0]!), /entry 0 \(uid uid-00\) is there twice/],
    [
      'values exchanged between entries',
      ([a, b]) => ([a!.value, b!.value] = [b!.value, a!.value]),
      /entry 0 .* was changed/,
    ],
  ])('names %s [verify.changed-payload]', (_, bend, sentence) => {
    expect(
      search(
        packOf((parts) => bend(parts.payloads)),
        'payloads',
        sentence,
      ),
    ).toBe('found');
  });

  it('shows nothing to a terminal but plain letters', () => {
    const bytes = packOf((parts) => (parts.payloads[0]!.uid = '\u001b[2Jx\u202e'));
    expect(detailOf(bytes, 'payloads')).toContain('(uid ?[2Jx?)');
  });
});

describe('step 6, the report', () => {
  const rows = (text: string) => text.split(/(?<=\n)/);
  const csvRow = (call: string) => new RegExp(`2026-[^\r]*?,${call},(?:[^"]|"[^"]*")*?\r\n(?=2026|$)`);

  it.each<[string, (parts: Parts) => void, string]>([
    [
      'removed',
      (p) => (p.ndjson = rows(p.ndjson).toSpliced(2, 1).join('')),
      'the row of call call-8 is missing from reports/tool-calls.ndjson',
    ],
    [
      'removed',
      (p) => (p.csv = p.csv.replace(csvRow('call-8'), '')),
      'the row of call call-8 is missing from reports/tool-calls.csv',
    ],
    [
      'added',
      (p) => (p.ndjson += rows(p.ndjson)[0]!.replace('call-4', 'call-x')),
      'a row of call call-x was added to reports/tool-calls.ndjson',
    ],
    [
      'repeated',
      (p) => (p.csv += csvRow('call-18').exec(p.csv)![0]),
      'a row of call call-18 was added to reports/tool-calls.csv',
    ],
    [
      'changed',
      (p) => (p.ndjson = p.ndjson.replace('0.035', '9.035')),
      'the row of call call-4 was changed in reports/tool-calls.ndjson',
    ],
    [
      'changed',
      (p) => (p.csv = p.csv.replace('0.035', '9.035')),
      'the row of call call-4 was changed in reports/tool-calls.csv',
    ],
    [
      'moved',
      (p) => (p.ndjson = rows(p.ndjson).reverse().join('')),
      'the rows of reports/tool-calls.ndjson are not in the order of the report',
    ],
    [
      'left without its guard',
      (p) => (p.csv = p.csv.replaceAll("'=cmd", '=cmd')),
      'the row of call call-4 was changed in',
    ],
    ['all gone', (p) => (p.ndjson = ''), 'the row of call call-4 is missing from reports/tool-calls.ndjson'],
    [
      'counted wrongly',
      (p) => Object.assign(p.reports[0] as object, { excluded: 5 }),
      'manifest.json describes the report otherwise',
    ],
    [
      'under another question',
      (p) => Object.assign(p.reports[0] as object, { query: 'calls of agent b' }),
      'manifest.json describes the report otherwise',
    ],
    ['not described', (p) => (p.reports = []), 'manifest.json describes the report otherwise'],
  ])('names a row that was %s, with a manifest made for it [verify.changed-report]', (_, bend, sentence) => {
    const before = json(partsOf());
    const bytes = packOf((parts) => {
      bend(parts);
      expect(json(parts)).not.toBe(before);
    });
    expect(search(bytes, 'report', /./)).toBe('found');
    expect(detailOf(bytes, 'report')?.slice(0, sentence.length)).toBe(sentence);
  });

  it('agrees with the writer on any record, also on hostile ones [verify.report-agrees]', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1', '+', '-', '@', '\t', '\r\n', '"', ',', ''),
    );
    const cell = fc.oneof(
      text,
      fc.integer(),
      fc.constant(null),
      fc.array(text),
      fc.dictionary(text, text),
      fc.boolean(),
    );
    const record = fc.record(
      {
        kind: fc.constantFrom(CALL_INTENT, CALL_OUTCOME, 'person.left'),
        call_id: fc.constantFrom('a', 'b', 'c'),
        agent: cell,
        chain: cell,
        tool: cell,
        result_status: cell,
        latency_us: cell,
        ms: fc.nat(3),
      },
      { requiredKeys: ['kind', 'ms'] },
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), (records) => {
        const events = records.map(({ kind, ms, ...detail }, index): Happening => ({
          uid: `u${index}`, type: kind, at: `2026-11-21T10:00:00.00${ms}Z`, actor: { kind: 'agent', id: 'b' }, subject: 's', detail,
        })); // prettier-ignore
        const parts = partsOf(events);
        const files = filesOf(parts);
        const verdict = verifyPack(zip({ 'manifest.json': manifestOf(parts, files), ...files }), trust);
        expect(verdict.steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});

describe("the verifier's own Merkle tree and notes", () => {
  const reference = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const leaves = reference.map((text) => createHash('sha256').update('\0').update(Buffer.from(text, 'hex')).digest());

  it('has the published roots and consistency proofs [verify.vectors]', () => {
    expect(rootOf([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(leaves, 0, 7).toString('hex')).toBe(
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    );
    expect(rootOf(leaves).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
    const head = (size: number) => ({ origin, size, root: rootOf(leaves, 0, size) });
    const proof = [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ].map((hash) => Buffer.from(hash, 'hex'));
    expect(isConsistent(head(6), head(8), proof)).toBe(true);
    for (let at = 0; at < 3; at++) expect(isConsistent(head(6), head(8), proof.toSpliced(at, 1))).toBe(false);
    expect(isConsistent(head(6), head(8), [...proof, proof[0]!])).toBe(false);
    expect(isConsistent(head(5), head(8), proof)).toBe(false);
  });

  it('opens the checkpoint of the worked example [verify.vectors]', () => {
    const note =
      'surety.example/audit\n3\nt5yLBEw9d46x/fghtY7tQ8X3e7W0reqBm+oyqQuSLKQ=\n\n' +
      '\u2014 surety.example/audit swjBs/oX1c/7Zi14Tq6mHzjIhnkXyfCF+LXWe0LofPOIDYDqk6WMkqNwWHs0PzpBrbo5+lTs/uk2aWdpoCecQkkpUwg=\n';
    const trustedKeys = ['surety.example/audit+b308c1b3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'];
    expect(openCheckpoint(note, { trustedKeys }, 'it')).toMatchObject({ origin: 'surety.example/audit', size: 3 });
  });
});

describe('the program', () => {
  let folder: string;
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'verify-pack.mjs'), ...args], { encoding: 'utf8' });
  const key = ['--key', vkeyOf(logKey)];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'verify-pack-'));
    const source = readFileSync(new URL('./verify-pack.ts', import.meta.url), 'utf8');
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    writeFileSync(join(folder, 'verify-pack.mjs'), ts.transpileModule(source, { compilerOptions }).outputText);
    writeFileSync(join(folder, 'good.zip'), packOf());
    writeFileSync(
      join(folder, 'cut.zip'),
      packOf((parts) => parts.entries.pop()),
    );
    writeFileSync(join(folder, 'since'), checkpointOf(partsOf().leaves.slice(0, 9)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs alone, copied out of the product, and answers by its exit code [verify.stand-alone]', () => {
    const good = run(join(folder, 'good.zip'), ...key, '--since', join(folder, 'since'));
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(good.stdout).toMatch(/ok {5}consistency: the log grew from 9 .*The pack is verified\.\n$/s);
    const cut = run(join(folder, 'cut.zip'), ...key);
    expect(cut.status).toBe(14);
    expect(cut.stdout).toMatch(
      /FAILED entries: the log was truncated: it ends before entry 19.*The pack is NOT verified\.\n$/s,
    );
  });

  it('runs under the name of a symbolic link, and stays silent when it is only imported [verify.stand-alone]', () => {
    symlinkSync(join(folder, 'verify-pack.mjs'), join(folder, 'link.mjs'));
    for (const flags of [[], ['--preserve-symlinks-main', '--preserve-symlinks']]) {
      const { status } = spawnSync(process.execPath, [
        ...flags,
        join(folder, 'link.mjs'),
        join(folder, 'cut.zip'),
        ...key,
      ]);
      expect(status).toBe(14);
    }
    const url = pathToFileURL(join(folder, 'verify-pack.mjs')).href;
    const imported = spawnSync(process.execPath, ['-e', `import(${json(url)})`, 'not-a-file'], { encoding: 'utf8' });
    expect(imported).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('wants one pack and a key, and says so [verify.stand-alone]', () => {
    const good = join(folder, 'good.zip');
    for (const args of [
      [],
      ['x.zip'],
      ['x.zip', 'y.zip', ...key],
      key,
      ['x.zip', '--wrong'],
      ['none.zip', ...key],
      [good, '--key', 'x'],
      [good, ...key, '--witness', 'x'],
      [good, ...key, '--since', 'none'],
    ]) {
      expect(run(...args)).toMatchObject({ status: 2, stdout: '' });
    }
    expect(run().stderr).toContain('usage: ');
  });

  it('imports nothing but what Node has [verify.stand-alone]', () => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, 'verify-pack.mjs'), 'utf8'));
    expect(importedFiles.length).toBeGreaterThan(3);
    expect(importedFiles.filter(({ fileName }) => !fileName.startsWith('node:'))).toEqual([]);
  });
});

/** Bytes of the zip that describe a host and not the pack: made-by version; in the directory only. */
function idleBytes(bytes: Uint8Array): Set<number> {
  const zipped = Buffer.from(bytes);
  const end = zipped.length - 22;
  const idle = new Set<number>();
  for (let at = zipped.readUInt32LE(end + 16); at < end; at += 46 + zipped.readUInt16LE(at + 28)) {
    for (const field of [4, 5]) idle.add(at + field);
  }
  return idle;
}

/** The forger's own signature under the key id of the log. */
function swapId(note: string): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const bytes = Buffer.from(signNote(text, [imposter]).split(' ').at(-1)!, 'base64');
  Buffer.from(vkeyOf(logKey).split('+')[1]!, 'hex').copy(bytes);
  return `${text}\n\u2014 ${origin} ${bytes.toString('base64')}\n`;
}
