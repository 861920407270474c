/**
 * Verifies a Surety evidence pack offline:
 * `node verify-pack.mjs <pack.zip> --key <vkey> [--since <checkpoint file>] [--witness <vkey>]`.
 *
 * One file, Node's built-ins only, sharing no code with the writer, so that it can be copied, read and run alone. It
 * trusts nothing in the pack: the log's verifier key (C2SP vkey), the last accepted checkpoint if there is one, and the
 * keys of witnesses come from the auditor. The layout of the pack and every step in words: docs/evidence-pack.md.
 * Packs of version 2 are read part by part, so that memory does not grow with the log; those of version 1 as a whole.
 *
 * Steps and exit codes: container 11, checkpoint 12, consistency 13, entries 14, payloads 15, report 16. The exit code
 * is that of the first step that fails; 0 when none does, 2 for a wrong command line.
 */
import { createHash, createHmac, createPublicKey, randomInt, verify } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import zlib from 'node:zlib';

const EXIT = { container: 11, checkpoint: 12, consistency: 13, entries: 14, payloads: 15, report: 16 } as const;

export type StepName = keyof typeof EXIT;
export type Step = Readonly<{ name: StepName; ok: boolean; detail: string }>;
export type Verdict = Readonly<{ ok: boolean; steps: readonly Step[]; exitCode: number }>;
/**
 * `trustedKeys` are C2SP vkeys of the log; `lastCheckpoint` is the signed note that was accepted last time; every one of
 * `witnesses` (vkeys of type 0x04) must have cosigned.
 */
export type Trust = Readonly<{
  trustedKeys: readonly string[];
  lastCheckpoint?: string;
  witnesses?: readonly string[];
}>;

const FORMAT = 'surety-evidence-pack/v1';
const REPORTS = ['reports/tool-calls.csv', 'reports/tool-calls.ndjson'] as const;
const REQUIRED = ['README.txt', 'checkpoint', 'entries.ndjson', 'leaves.txt', 'payloads.ndjson', 'verify-pack.mjs'];
const ALLOWED = new Set([...REQUIRED, ...REPORTS, 'consistency.txt']);
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const MAX_NAME = 255;
const MAX_FILES = 64;
const MAX_BYTES = 1024 ** 3;
const MAX_ENTRY_BYTES = 65_535;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Pack = Readonly<{ files: ReadonlyMap<string, Buffer>; manifest: Json; faults: readonly string[] }>;
type Checkpoint = Readonly<{ origin: string; size: number; root: Buffer }>;
type Entry = Readonly<{ index: number; uid: string; value: Json }>;

/** Where the bytes of a pack are: a file, of which only parts are in memory, or memory. */
type Source = Readonly<{ size: number; read(from: number, length: number): Buffer }>;
type Member = Readonly<{ name: string; at: number; packed: number; size: number; method: number; crc: number }>;

/** What the auditor reads: a sentence that names what is wrong. */
class Finding extends Error {}

function check(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Finding(sentence);
}

export function verifyPack(bytes: Uint8Array, trust: Trust): Verdict {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return verifySource({ size: whole.length, read: (from, length) => whole.subarray(from, from + length) }, trust);
}

/** @throws when the file cannot be read at all */
export function verifyPackFile(path: string, trust: Trust): Verdict {
  const file = openSync(path, 'r');
  try {
    const read = (from: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      let got = 0;
      for (let more = -1; got < length && more !== 0; got += more) {
        more = readSync(file, bytes, got, length - got, from + got);
      }
      return bytes.subarray(0, got);
    };
    return verifySource({ size: fstatSync(file).size, read }, trust);
  } finally {
    closeSync(file);
  }
}

function verifySource(source: Source, trust: Trust): Verdict {
  if (isInParts(source)) return verifyParts(source, trust);
  const bytes = source.read(0, Math.min(source.size, MAX_BYTES + 1));
  return verifyWhole(bytes, trust);
}

function verdictOf(steps: readonly Step[]): Verdict {
  const failed = steps.find((step) => !step.ok);
  return { ok: !failed, steps, exitCode: failed ? EXIT[failed.name] : 0 };
}

const reasonOf = (error: unknown): string => {
  const reason = error instanceof Error ? error.message : String(error);
  return error instanceof Finding ? reason : `cannot be checked: ${show(reason)}`;
};
const NOT_CHECKED = 'not checked, because a step before it failed';

/** Version 1. */
function verifyWhole(bytes: Buffer, trust: Trust): Verdict {
  const steps: Step[] = [];
  const run = <T>(name: StepName, work: () => readonly [T, string]): T | undefined => {
    try {
      const [result, detail] = work();
      steps.push({ name, ok: true, detail });
      return result;
    } catch (error) {
      steps.push({ name, ok: false, detail: reasonOf(error) });
      return undefined;
    }
  };
  const after = <T>(result: T | undefined): T => {
    if (result === undefined) throw new Finding(NOT_CHECKED);
    return result;
  };

  let pack: Pack | undefined;
  run('container', () => {
    pack = openPack(bytes);
    // The run goes on with broken files: a later step can often name the very record.
    check(pack.faults.length === 0, some(pack.faults));
    return [pack, `${pack.files.size} files, each with the bytes that the manifest names`];
  });
  const head = run('checkpoint', () => {
    check((trust.witnesses ?? []).length === 0, 'a pack of version 1 holds no cosignatures of witnesses');
    return checkCheckpoint(after(pack), trust);
  });
  run('consistency', () => checkConsistency(after(pack), after(head), trust));
  const entries = run('entries', () => checkEntries(after(pack), after(head)));
  run('payloads', () => checkPayloads(after(pack), after(entries)));
  run('report', () => checkReport(after(pack), after(entries)));

  return verdictOf(steps);
}

// Step 1: the container and its manifest ------------------------------------------------------------------------------

function openPack(bytes: Buffer): Pack {
  const { files, faults } = readZip(bytes);
  const raw = files.get('manifest.json');
  if (!raw) return { files, manifest: null, faults: [...faults, 'manifest.json is missing'] };
  let manifest: Json;
  try {
    manifest = canonicalJson(utf8(raw).replace(/\n$/, ''), 'manifest.json');
    check(at(manifest, 'format') === FORMAT, `manifest.json is not of the format ${FORMAT}`);
    check(Array.isArray(at(manifest, 'files')), 'manifest.json lists no files');
  } catch (error) {
    return {
      files,
      manifest: null,
      faults: [...faults, error instanceof Finding ? error.message : 'manifest.json is not UTF-8'],
    };
  }
  const listed = new Set<string>(['manifest.json']);
  for (const item of at(manifest, 'files') as Json[]) {
    const path = textAt(item, 'path');
    const file = files.get(path);
    if (listed.has(path)) faults.push(`${show(path)} is listed twice in the manifest`);
    else if (!ALLOWED.has(path)) faults.push(`${show(path)} is not part of ${FORMAT}`);
    else if (!file) faults.push(`${path} is missing: the manifest lists it`);
    else if (file.length !== at(item, 'bytes')) {
      faults.push(`${path} was changed: it has ${file.length} bytes, not as many as the manifest says`);
    } else if (createHash('sha256').update(file).digest('hex') !== at(item, 'sha256')) {
      faults.push(`${path} was changed: its SHA-256 is not the one in the manifest`);
    }
    listed.add(path);
  }
  for (const path of files.keys())
    if (!listed.has(path)) faults.push(`${path} is extra: the manifest does not list it`);
  for (const path of [...REQUIRED, ...REPORTS])
    if (!listed.has(path)) faults.push(`${path} is missing from the manifest`);
  return { files, manifest, faults };
}

/** Throws when the container is not a zip as a pack is; damage inside single members comes back as faults. */
function readZip(bytes: Buffer): { files: Map<string, Buffer>; faults: string[] } {
  const source = { size: bytes.length, read: (from: number, length: number) => bytes.subarray(from, from + length) };
  const files = new Map<string, Buffer>();
  const faults: string[] = [];
  for (const member of membersOf(source, { files: MAX_FILES, bytes: MAX_BYTES, each: MAX_BYTES })) {
    const content = unpack(source.read(member.at, member.packed), member);
    if (content) files.set(member.name, content);
    if (!content) faults.push(`${member.name} was changed: it cannot be unpacked`);
    else if (crc32(content) !== member.crc) {
      faults.push(`${member.name} was changed: its CRC-32 is not the one in the zip`);
    }
  }
  return { files, faults };
}

/**
 * The members of a zip by its central directory, read so strictly that every byte of the container has exactly one
 * meaning: no bytes before, between or after the members, no comments, no extra fields, no zip64, no encryption, no two
 * equal names.
 */
function membersOf(source: Source, most: { files: number; bytes: number; each: number }): Member[] {
  const end = source.size - 22;
  const tail = source.read(Math.max(end, 0), 22);
  check(end >= 0 && tail.readUInt32LE(0) === 0x06054b50, 'not a zip, or something was put behind its end');
  const [disks, here, total] = [tail.readUInt32LE(4), tail.readUInt16LE(8), tail.readUInt16LE(10)];
  const [length, start] = [tail.readUInt32LE(12), tail.readUInt32LE(16)];
  check(disks === 0 && here === total && tail.readUInt16LE(20) === 0, 'a zip in several parts or with a comment');
  check(total <= most.files, `a pack has at most ${most.files} files, this one says ${total}`);
  check(length <= total * (46 + MAX_NAME), 'the directory of the zip is longer than its files explain');
  check(start + length === end, 'the directory of the zip does not end where the zip ends: there are hidden bytes');

  const members: Member[] = [];
  const names = new Set<string>();
  const directory = source.read(start, length);
  let [cursor, local, unpacked] = [0, 0, 0];
  for (let index = 0; index < total; index++) {
    const entry = directory.subarray(cursor);
    check(
      entry.length >= 46 && entry.readUInt32LE(0) === 0x02014b50,
      `the zip's directory breaks off at file ${index}`,
    );
    const [flags, method, nameLength] = [entry.readUInt16LE(8), entry.readUInt16LE(10), entry.readUInt16LE(28)];
    const [crc, packed, size] = [entry.readUInt32LE(16), entry.readUInt32LE(20), entry.readUInt32LE(24)];
    const rawName = entry.subarray(46, 46 + nameLength);
    const name = rawName.toString('latin1');
    check(SAFE_NAME.test(name), `the zip has a file of an unsafe name: ${show(name)}`);
    check(!names.has(name.toLowerCase()), `${name} is in the zip twice`);
    check(entry.readUInt32LE(30) === 0, `${name} carries an extra field or a comment in the zip`);
    // A file that asks to be unpacked as a link, for example.
    check(entry.readUInt32LE(34) === 0 && entry.readUInt32LE(38) === 0, `${name} asks for attributes of a file system`);
    check((flags & ~0x0800) === 0 && (method === 0 || method === 8), `${name} is packed in an unknown way`);
    check((unpacked += size) <= most.bytes, `the pack unpacks to more than ${most.bytes} bytes`);
    check(Math.max(size, packed) <= most.each, `${name} unpacks to more than ${most.each} bytes`);
    const at = local + 30 + nameLength;
    check(entry.readUInt32LE(42) === local && at + packed <= start, `there are hidden bytes before ${name} in the zip`);
    // From `version needed` to the length of the extra field both headers have the same layout.
    const header = source.read(local, 30 + nameLength);
    const twin = header.subarray(4, 30).equals(entry.subarray(6, 32));
    check(
      header.readUInt32LE(0) === 0x04034b50 && twin && header.subarray(30).equals(rawName),
      `the two headers of ${name} in the zip contradict each other`,
    );
    members.push({ name, at, packed, size, method, crc });
    names.add(name.toLowerCase());
    [cursor, local] = [cursor + 46 + nameLength, at + packed];
  }
  check(cursor === length && local === start, 'there are hidden bytes before or in the directory of the zip');
  return members;
}

function unpack(packed: Buffer, { method, size }: Member): Buffer | null {
  if (method === 0) return packed.length === size ? packed : null;
  try {
    const unpacked: unknown = zlib.inflateRawSync(packed, { maxOutputLength: Math.max(size, 1), info: true });
    const { buffer, engine } = unpacked as { buffer: Buffer; engine: { bytesWritten: number } };
    // Bytes behind the end of the deflate stream would be read by nobody.
    return buffer.length === size && engine.bytesWritten === packed.length ? buffer : null;
  } catch {
    return null;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
function crc32(bytes: Buffer): number {
  // Since Node 20.15 and 22.2; much faster.
  if ('crc32' in zlib) return zlib.crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

// Step 2: the checkpoint ----------------------------------------------------------------------------------------------

function checkCheckpoint(pack: Pack, trust: Trust): readonly [Checkpoint, string] {
  return checkHead(utf8(fileOf(pack, 'checkpoint')), pack.manifest, trust);
}

function checkHead(note: string, manifest: Json, trust: Trust): readonly [Checkpoint, string] {
  const head = openCheckpoint(note, trust, 'the checkpoint');
  const log = at(manifest, 'log');
  const stated = [at(log, 'origin'), at(log, 'size'), at(log, 'root')];
  const signed = [head.origin, head.size, head.root.toString('base64')];
  const interval = at(manifest, 'interval');
  check(
    stated.every((part, index) => part === signed[index]),
    'manifest.json names another log, size or root than the checkpoint',
  );
  check(
    at(interval, 'from') === 0 && at(interval, 'to') === head.size,
    'the interval in manifest.json is not the whole log',
  );
  return [head, `signed by a trusted key: ${show(head.origin)}, ${head.size} entries`];
}

/** A checkpoint (C2SP tlog-checkpoint) in a note (C2SP signed-note) that a trusted key of the log's own name signed. */
export function openCheckpoint(note: string, trust: Trust, what: string): Checkpoint {
  const split = note.lastIndexOf('\n\n') + 1;
  check(split > 0 && note.endsWith('\n') && !/[^\P{Cc}\n\u007f-\u009f]/u.test(note), `${what} is not a signed note`);
  const text = note.slice(0, split);
  const [, origin = '', size = '', hash = ''] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\n$/.exec(text) ?? [];
  const root = base64(hash);
  check(root?.length === 32 && Number.isSafeInteger(Number(size)), `${what} has not the form of a checkpoint`);

  const keys = trust.trustedKeys.map(trustedKey);
  const lines = note.slice(split + 1, -1).split('\n');
  check(lines.length <= 100, `${what} has more than 100 signatures`);
  const strangers: string[] = [];
  let signed = false;
  for (const line of lines) {
    const [, name = '', body = ''] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    const bytes = base64(body);
    check(name !== '' && bytes !== null && bytes.length > 4, `${what} has a signature line of another form`);
    const id = bytes.subarray(0, 4).toString('hex');
    const key = keys.find((known) => known.name === name && known.id === id);
    if (!key) {
      strangers.push(`${show(name)}+${id}`);
      continue;
    }
    check(
      verify(null, Buffer.from(text), key.key, bytes.subarray(4)),
      `${what} is forged or was changed: the signature of ${show(name)}+${id} does not verify`,
    );
    if (name === origin) signed = true;
  }
  check(
    signed,
    `${what} of ${show(origin)} is not signed by a trusted key; it was signed by ${strangers.join(', ') || 'a key of another name'}`,
  );
  return { origin, size: Number(size), root };
}

/** @throws with a sentence when one of them is no key: a pack is not to blame for that */
export function checkKeys({ trustedKeys, witnesses = [] }: Trust): void {
  for (const vkey of trustedKeys) verifierKey(vkey, 1);
  for (const vkey of witnesses) verifierKey(vkey, 4);
}

const trustedKey = (vkey: string) => verifierKey(vkey, 1);

/** @param type 1 for a log's Ed25519 key, 4 for that of a witness (C2SP signed-note, tlog-cosignature) */
function verifierKey(vkey: string, type: 1 | 4) {
  const [, name = '', id = '', body = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  const bytes = base64(body);
  check(bytes?.length === 33 && bytes[0] === type, `the trusted key ${show(vkey)} is not an Ed25519 vkey`);
  const digest = createHash('sha256').update(name).update('\n').update(bytes).digest('hex');
  check(digest.startsWith(id), `the trusted key ${show(vkey)} has the id of another key`);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') };
  return { name, id, key: createPublicKey({ key: jwk, format: 'jwk' }) };
}

// Step 3: consistency with what was accepted before -------------------------------------------------------------------

const FIRST_USE =
  'no earlier checkpoint was given, so this one is trusted on first use: keep the file checkpoint of this pack for --since, next time';

/** The checkpoint that was accepted last time, if the two can be of one log at all. */
function lastAccepted(head: Checkpoint, trust: Trust): Checkpoint | null {
  if (trust.lastCheckpoint === undefined) return null;
  const last = openCheckpoint(trust.lastCheckpoint, trust, 'the last accepted checkpoint');
  check(last.origin === head.origin, `the last accepted checkpoint is of another log: ${show(last.origin)}`);
  check(
    last.size <= head.size,
    `the log shrank: ${last.size} entries were accepted, the checkpoint now says ${head.size}`,
  );
  check(
    last.size < head.size || last.root.equals(head.root),
    `the log was forked: it has two roots at ${head.size} entries`,
  );
  return last;
}

const grown = (last: Checkpoint, head: Checkpoint): string =>
  last.size === head.size
    ? `the log is the accepted one, at ${head.size} entries`
    : `the log grew from ${last.size} accepted entries to ${head.size} and changed none of them`;

function checkConsistency(pack: Pack, head: Checkpoint, trust: Trust): readonly [true, string] {
  const last = lastAccepted(head, trust);
  if (!last) return [true, FIRST_USE];
  if (last.size === head.size) return [true, grown(last, head)];
  const [first = '', ...hashes] = utf8(pack.files.get('consistency.txt') ?? Buffer.alloc(0))
    .split('\n')
    .slice(0, -1);
  if (first === `old ${last.size}`) {
    check(
      isConsistent(last, head, hashes.map(base64)),
      `consistency.txt does not prove that the log begins with the ${last.size} accepted entries: the log was forked, or the proof was changed`,
    );
  } else {
    const leaves = leavesOf(pack);
    check(
      leaves.length === head.size && rootOf(leaves).equals(head.root),
      `the pack has no consistency proof from ${last.size} entries, and leaves.txt, which would replace it, is not the signed list`,
    );
    check(
      rootOf(leaves, 0, last.size).equals(last.root),
      `the log was forked: its first ${last.size} entries are not the accepted ones`,
    );
  }
  return [true, grown(last, head)];
}

/** Rebuilds the old and the new root from the proof, along the recursion that made it (RFC 6962 §2.1.2). */
export function isConsistent(old: Checkpoint, now: Checkpoint, proof: readonly (Buffer | null)[]): boolean {
  const left = [...proof];
  let complete = true;
  const next = (): Buffer => {
    const hash = left.shift();
    if (hash?.length === 32) return hash;
    complete = false;
    return Buffer.alloc(32);
  };
  const rebuild = (oldSize: number, size: number, whole: boolean): [Buffer, Buffer] => {
    if (oldSize === size) {
      const same = whole ? old.root : next();
      return [same, same];
    }
    const middle = split(size);
    const isLeft = oldSize <= middle;
    const [before, after] = isLeft ? rebuild(oldSize, middle, whole) : rebuild(oldSize - middle, size - middle, false);
    const sibling = next();
    return isLeft ? [before, node(after, sibling)] : [node(sibling, before), node(sibling, after)];
  };
  const [before, after] = old.size === 0 ? [rootOf([]), now.root] : rebuild(old.size, now.size, true);
  return complete && left.length === 0 && before.equals(old.root) && after.equals(now.root);
}

// Step 4: the entries -------------------------------------------------------------------------------------------------

function checkEntries(pack: Pack, head: Checkpoint): readonly [readonly Entry[], string] {
  const raw = fileOf(pack, 'entries.ndjson');
  const lines = linesOf(raw);
  const hashes = lines.map(leafHash);
  const leaves = leavesOf(pack);
  const listed = leaves.length === head.size && rootOf(leaves).equals(head.root);
  if (hashes.length !== head.size || !rootOf(hashes).equals(head.root)) {
    if (listed) throw new Finding(some(differences(hashes, leaves, lines)));
    const ends = `the log ends at entry ${hashes.length}, the checkpoint says ${head.size}`;
    const cause = hashes.length === head.size ? 'the entries are not those that were signed' : ends;
    throw new Finding(`${cause}; leaves.txt is not the list that was signed either, so the record cannot be named`);
  }
  check(listed, 'leaves.txt is not the list of leaves that was signed, although the entries are');
  check(raw.length === 0 || raw.at(-1) === 0x0a, 'entries.ndjson does not end in a newline');
  const seen = new Map<string, number>();
  const entries = lines.map((line, index) => {
    const entry = entryOf(line, index);
    check(
      !seen.has(entry.uid),
      `entries ${seen.get(entry.uid) ?? 0} and ${index} have the same uid ${show(entry.uid)}`,
    );
    seen.set(entry.uid, index);
    return entry;
  });
  return [entries, `all ${head.size} entries are the signed ones, in order`];
}

const ZERO = Buffer.alloc(1);
const leafHash = (line: Buffer): Buffer => createHash('sha256').update(ZERO).update(line).digest();

function entryOf(line: Buffer, index: number): Entry {
  check(line.length <= MAX_ENTRY_BYTES, `entry ${index} is longer than ${MAX_ENTRY_BYTES} bytes`);
  const value = canonicalJson(utf8(line), `entry ${index}`);
  const uid = textAt(value, 'uid');
  check(
    uid !== '' && at(value, 'v') === 1 && isObject(at(value, 'c')) && isObject(at(value, 'd')),
    `entry ${index} is not a ledger entry of version 1`,
  );
  return { index, uid, value };
}

/**
 * Names every entry in which a file departs from the signed list of leaves.
 * @param base index of the first leaf of the list, of `total` in the log
 */
function differences(
  hashes: readonly Buffer[],
  leaves: readonly Buffer[],
  lines: readonly Buffer[],
  base = 0,
  total = leaves.length,
): string[] {
  const have = hashes.map((hash, line) => ({ hash: hash.toString('hex'), uid: uidIn(lines[line]) }));
  const want = leaves.map((hash) => hash.toString('hex'));
  const home = new Map(want.map((hash, index) => [hash, index]));
  const found = new Map([...have.entries()].reverse().map(([line, { hash }]) => [hash, line]));
  const says: string[] = [];
  for (let [line, leaf] = [0, 0]; line < have.length || leaf < want.length;) {
    const [here, wanted] = [have[line], want[leaf]];
    if (!here) {
      says.push(
        base + want.length === total
          ? `the log was truncated: it ends before entry ${base + leaf}, the checkpoint says ${total} entries`
          : `entries ${base + leaf} to ${base + want.length - 1} were dropped`,
      );
      break;
    }
    const belongs = home.get(here.hash) ?? -1;
    const late = wanted === undefined ? undefined : found.get(wanted);
    const other = late === undefined ? undefined : have[late];
    if (here.hash === wanted) {
      line++;
      leaf++;
    } else if (belongs > leaf && found.get(here.hash) === line && late !== undefined && other) {
      says.push(
        late - line === belongs - leaf
          ? `entries ${base + leaf} and ${base + belongs} are reordered (uids ${other.uid} and ${here.uid})`
          : `entries are reordered: entry ${base + belongs} (uid ${here.uid}) stands at the place of entry ${base + leaf} (uid ${other.uid})`,
      );
      // Put right in the copy, so that one exchange is told once.
      [have[line], have[late]] = [other, here];
      found.set(other.hash, line).set(here.hash, late);
    } else if (belongs > leaf && found.get(here.hash) === line) {
      says.push(`entry ${base + leaf} was dropped: at its place stands entry ${base + belongs} (uid ${here.uid})`);
      leaf++;
    } else if (wanted !== undefined && late === undefined) {
      says.push(`entry ${base + leaf} (uid ${here.uid}) was changed`);
      line++;
      leaf++;
    } else {
      says.push(`an entry was inserted at ${base + leaf} (uid ${here.uid})`);
      line++;
    }
  }
  return says;
}

function uidIn(line: Buffer | undefined): string {
  try {
    return show(textAt(JSON.parse(line?.toString() ?? '') as Json, 'uid'));
  } catch {
    return 'unreadable';
  }
}

// Step 5: the payloads ------------------------------------------------------------------------------------------------

function checkPayloads(pack: Pack, entries: readonly Entry[]): readonly [true, string] {
  const byUid = new Map(entries.map((entry) => [entry.uid, entry]));
  const committed = entries.reduce((sum, { value }) => sum + Object.keys(at(value, 'c') ?? {}).length, 0);
  const opened = new Set<string>();
  checkOpened('payloads.ndjson', linesOf(fileOf(pack, 'payloads.ndjson')), byUid, opened);
  return [true, openedOf(opened.size, committed)];
}

const openedOf = (opened: number, committed: number): string =>
  `${opened} of ${committed} personal fields are open and match, ${committed - opened} are erased or withheld`;

/** @param opened gains every field that the lines open */
function checkOpened(
  file: string,
  lines: readonly Buffer[],
  byUid: ReadonlyMap<string, Entry>,
  opened: Set<string>,
): void {
  for (const [number, line] of lines.entries()) {
    const payload = canonicalJson(utf8(line), `line ${number + 1} of ${file}`);
    const [uid, path, salt] = [textAt(payload, 'uid'), textAt(payload, 'path'), textAt(payload, 'salt')];
    const value = at(payload, 'value');
    const entry = byUid.get(uid);
    const what = `the payload ${show(path)} of entry ${entry?.index ?? '?'} (uid ${show(uid)})`;
    const commitment = at(at(entry?.value, 'c'), path);
    check(value !== undefined && typeof commitment === 'string', `${what} opens nothing: no entry commits to it`);
    check(!opened.has(`${uid} ${path}`), `${what} is there twice`);
    opened.add(`${uid} ${path}`);
    const key = Buffer.from(salt, 'base64url');
    check(key.length === 32 && key.toString('base64url') === salt, `${what} has no salt of 32 bytes`);
    const mac = createHmac('sha256', key).update(`surety/commit/v1\n${path}\n${jcs(value)}`);
    check(mac.digest('base64url') === commitment, `${what} was changed: it does not match its commitment`);
  }
}

// Step 6: the report, made again from all leaves ----------------------------------------------------------------------

const QUERY = 'all leaves of type call.intent or call.outcome, joined by call_id, sorted by time and intent_index';
const DETAIL = (
  'call_id agent owner owner_status on_behalf_of chain client server tool definition_hash ' +
  'args_digest decision reason_code grant_ids fence_seq'
).split(' ');
const COLUMNS = ['time', ...DETAIL, 'result', 'latency_ms', 'intent_index', 'outcome_index'];

function checkReport(pack: Pack, entries: readonly Entry[]): readonly [true, string] {
  const calls = entries.filter((entry) => sideOf(entry));
  const rows = toolCalls(calls);
  const csv = [COLUMNS, ...rows].map(csvLine);
  const ndjson = rows.map((cells) => `${jsonLine(cells)}\n`);
  const [csvFile, ndjsonFile] = REPORTS;
  const lines = utf8(fileOf(pack, ndjsonFile)).split(/(?<=\n)/);
  compare(ndjsonFile, ndjson, lines, (row) => /"call_id":"([^"]*)"/.exec(row)?.[1] ?? '');
  compare(csvFile, csv, csvRecords(utf8(fileOf(pack, csvFile))), (row) => row.split(',')[1] ?? '');
  const counts = { rows: rows.length, included: calls.length, excluded: entries.length - calls.length };
  const stated = [{ id: 'tool-calls', schema_ver: 1, query: QUERY, parameters: {}, ...counts }];
  check(
    jcs(at(pack.manifest, 'reports') ?? null) === jcs(stated),
    'manifest.json describes the report otherwise than it is: id, query, parameters or counts',
  );
  return [
    true,
    `tool-calls made again from all ${entries.length} entries: ${rows.length} rows, byte for byte the same`,
  ];
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
const HEADS = COLUMNS.map((column, index) => `${index === 0 ? '{' : ','}${jcs(column)}:`);
/** The cells are from texts in which `canonicalJson` has found no half characters. */
const jsonLine = (cells: readonly string[]): string =>
  `${cells.map((cell, index) => `${HEADS[index] ?? ''}${JSON.stringify(cell)}`).join('')}}`;

/** What stands in place of an outcome that is not there. */
const missing = (decision: Json | undefined): string =>
  decision === 'deny' || decision === 'hold' ? 'refused' : 'unknown';

const sideOf = ({ value }: Entry): string => /^call\.(intent|outcome)$/.exec(textAt(value, 'type'))?.[1] ?? '';

/** The n-th intent of a call id meets its n-th outcome; what stays single is a row too. */
function toolCalls(records: readonly Entry[]): string[][] {
  const calls = new Map<string, { intent?: Entry; outcome?: Entry; first: Entry }>();
  const seen = new Map<string, number>();
  for (const entry of records) {
    const side = sideOf(entry);
    const id = cellOf(at(at(entry.value, 'd'), 'call_id'));
    const nth = seen.get(`${side} ${id}`) ?? 0;
    seen.set(`${side} ${id}`, nth + 1);
    const first = side === 'intent' ? entry : (calls.get(`${nth} ${id}`)?.first ?? entry);
    calls.set(`${nth} ${id}`, { ...calls.get(`${nth} ${id}`), first, [side]: entry });
  }
  return [...calls.values()]
    .map(({ intent, outcome, first }) => {
      const { result, latency } = resultOf(outcome, at(at(first.value, 'd'), 'decision'));
      const cells = [
        ...detailOf(first),
        result,
        latency,
        intent ? String(intent.index) : '',
        outcome ? String(outcome.index) : '',
      ];
      return { time: cells[0] ?? '', place: first.index, cells };
    })
    .sort((a, b) => (a.time === b.time ? a.place - b.place : a.time < b.time ? -1 : 1))
    .map(({ cells }) => cells);
}

const detailOf = ({ value }: Entry): string[] => [
  cellOf(at(value, 'at')),
  ...DETAIL.map((field) => cellOf(at(at(value, 'd'), field))),
];

const resultOf = (outcome: Entry | undefined, decision: Json | undefined): { result: string; latency: string } => {
  const detail = at(outcome?.value, 'd');
  return {
    result: cellOf(at(detail, 'result_status')) || missing(decision),
    latency: latencyOf(at(detail, 'latency_us')),
  };
};

function cellOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.join(' ') : jcs(value);
}

/** Whole microseconds as milliseconds with three decimals. */
function latencyOf(us: Json | undefined): string {
  if (typeof us !== 'number' || !Number.isSafeInteger(us) || us < 0) return '';
  const digits = String(us).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

function csvCell(text: string): string {
  const safe = ['=', '+', '-', '@', '\t', '\r'].includes(text.charAt(0)) ? `'${text}` : text;
  return ['"', ',', '\r', '\n'].some((char) => safe.includes(char)) ? `"${safe.split('"').join('""')}"` : safe;
}

/** Splits where a CSV record ends: at a CRLF that stands outside quotes. */
function csvRecords(text: string): string[] {
  const records: string[] = [];
  let [start, quoted] = [0, false];
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') quoted = !quoted;
    if (quoted || text[index] !== '\n' || text[index - 1] !== '\r') continue;
    records.push(text.slice(start, index + 1));
    start = index + 1;
  }
  return start < text.length ? [...records, text.slice(start)] : records;
}

function compare(
  file: string,
  want: readonly string[],
  have: readonly string[],
  callOf: (row: string) => string,
): void {
  if (want.join('') === have.join('')) return;
  const rest = new Map<string, number>();
  for (const row of have) rest.set(row, (rest.get(row) ?? 0) + 1);
  const take = (row: string): boolean => {
    const left = rest.get(row) ?? 0;
    rest.set(row, Math.max(left - 1, 0));
    return left > 0;
  };
  const missing = want.filter((row) => !take(row)).map((row) => show(callOf(row)));
  const added = have.filter((row) => row !== '' && take(row)).map((row) => show(callOf(row)));
  const says = [
    ...missing.map(
      (call) => `the row of call ${call} ${added.includes(call) ? 'was changed in' : 'is missing from'} ${file}`,
    ),
    ...added.filter((call) => !missing.includes(call)).map((call) => `a row of call ${call} was added to ${file}`),
  ];
  throw new Finding(some(says.length > 0 ? says : [`the rows of ${file} are not in the order of the report`]));
}

// Version 2: the same steps over a pack in parts, in one pass and bounded memory --------------------------------------

const FORMAT_2 = 'surety-evidence-pack/v2';
/** Of one file of the pack, packed or unpacked. */
const MAX_PART = 16 * 1024 ** 2;
const MAX_PARTS = 65_535;
const LONE = ['README.txt', 'checkpoint', 'verify-pack.mjs'];
/** As many hashes as one file of leaves can have: what has more lines is refused before they are looked at. */
const MAX_LINES = MAX_PART / 32;
const PART = /^(entries|leaves|payloads|reports\/tool-calls)[/-](\d{6})\.(ndjson|bin|csv)$/;
const KINDS = new Set([
  'entries/ndjson',
  'leaves/bin',
  'payloads/ndjson',
  'reports/tool-calls/ndjson',
  'reports/tool-calls/csv',
]);
const COUNTED = [
  ['entries', 'ndjson'],
  ['leaves', 'bin'],
  ['reports/tool-calls', 'ndjson'],
  ['reports/tool-calls', 'csv'],
] as const;
const MANIFEST = 'manifest.json';

/** Such a pack ends in its manifest, which is known only when all else is written. */
function isInParts(source: Source): boolean {
  const [end, record] = [source.size - 22, 46 + MANIFEST.length];
  if (end < record) return false;
  const last = source.read(end - record, record);
  if (last.readUInt32LE(0) !== 0x02014b50 || last.toString('latin1', 46) !== MANIFEST) return false;
  const [packed, at] = [last.readUInt32LE(20), last.readUInt32LE(42)];
  if (packed > MAX_PART || at > end) return false;
  const member = { name: '', at: 0, packed, size: last.readUInt32LE(24), method: last.readUInt16LE(10), crc: 0 };
  if (member.size > MAX_PART) return false;
  const text = unpack(source.read(at + 30 + MANIFEST.length, packed), member)?.toString('latin1') ?? '';
  return text.includes(`"format":"${FORMAT_2}"`);
}

/** Reads files of the pack and remembers what is wrong with their bytes. */
class Parts {
  readonly faults: string[] = [];
  readonly manifest: Json = null;
  private readonly members = new Map<string, Member>();
  private readonly listed = new Map<string, Json>();
  private readonly unread = new Set<string>();

  constructor(private readonly source: Source) {
    const members = membersOf(source, { files: MAX_PARTS, bytes: Infinity, each: MAX_PART });
    for (const member of members) this.members.set(member.name, member);
    const member = this.members.get(MANIFEST);
    check(member !== undefined, `${MANIFEST} is missing`);
    const raw = this.unpacked(member);
    check(raw !== null && crc32(raw) === member.crc, `${MANIFEST} was changed: its CRC-32 is not the one in the zip`);
    this.manifest = canonicalJson(utf8(raw).replace(/\n$/, ''), MANIFEST);
    check(at(this.manifest, 'format') === FORMAT_2, `${MANIFEST} is not of the format ${FORMAT_2}`);
    const files = at(this.manifest, 'files');
    check(Array.isArray(files), `${MANIFEST} lists no files`);
    for (const item of files) this.list(item);
    for (const name of this.members.keys()) {
      if (name !== MANIFEST && !this.listed.has(name)) {
        this.faults.push(`${name} is extra: the manifest does not list it`);
      }
    }
    for (const name of [...LONE, partName('reports/tool-calls', 1, 'csv'), partName('reports/tool-calls', 1, 'ndjson')])
      if (!this.listed.has(name)) this.faults.push(`${name} is missing from the manifest`);
    for (const [kind, form] of COUNTED) {
      const numbers = this.numbers(kind, form);
      // A file that is not reached by counting would be read by nobody.
      const isCounted = numbers.length === 0 || (Math.min(...numbers) === 1 && Math.max(...numbers) === numbers.length);
      if (!isCounted) this.faults.push(`the files ${kind} (${form}) are not numbered from 1 on`);
    }
  }

  private list(item: Json): void {
    const name = textAt(item, 'path');
    if (this.listed.has(name)) this.faults.push(`${show(name)} is listed twice in the manifest`);
    else if (!LONE.includes(name) && name !== 'witnessed' && !isPartName(name)) {
      this.faults.push(`${show(name)} is not part of ${FORMAT_2}`);
    } else if (!this.members.has(name)) this.faults.push(`${name} is missing: the manifest lists it`);
    else this.unread.add(name);
    this.listed.set(name, item);
  }

  private unpacked(member: Member): Buffer | null {
    return unpack(this.source.read(member.at, member.packed), member);
  }

  /** Null when it is not there; what is there and broken is read as far as it can be, and told once. */
  read(name: string): Buffer | null {
    const member = this.members.get(name);
    if (!member || !this.listed.has(name)) return null;
    const file = this.unpacked(member);
    const item = this.listed.get(name);
    if (this.unread.delete(name)) {
      if (!file) this.faults.push(`${name} was changed: it cannot be unpacked`);
      else if (file.length !== at(item, 'bytes')) {
        this.faults.push(`${name} was changed: it has ${file.length} bytes, not as many as the manifest says`);
      } else if (createHash('sha256').update(file).digest('hex') !== at(item, 'sha256')) {
        this.faults.push(`${name} was changed: its SHA-256 is not the one in the manifest`);
      } else if (crc32(file) !== member.crc) {
        this.faults.push(`${name} was changed: its CRC-32 is not the one in the zip`);
      }
    }
    return file;
  }

  /** Numbers of the files of a kind. */
  numbers(kind: string, form: string): number[] {
    return [...this.listed.keys()].flatMap((name) => {
      const [, of, number, as] = PART.exec(name) ?? [];
      return of === kind && as === form ? [Number(number)] : [];
    });
  }

  has(name: string): boolean {
    return this.members.has(name) && this.listed.has(name);
  }

  /** Reads what nobody has asked for, so that every byte of the pack is covered. @returns how many files there are */
  finish(): number {
    for (const name of this.unread) this.read(name);
    return this.members.size;
  }
}

const partName = (kind: string, number: number, form: string): string =>
  `${kind}${kind.startsWith('reports/') ? '-' : '/'}${String(number).padStart(6, '0')}.${form}`;

/** Only names under which a step looks for a part: what has another one would be read by nobody but the auditor. */
function isPartName(name: string): boolean {
  const [, kind = '', number = '', form = ''] = PART.exec(name) ?? [];
  return KINDS.has(`${kind}/${form}`) && Number(number) > 0 && name === partName(kind, Number(number), form);
}

function verifyParts(source: Source, trust: Trust): Verdict {
  const details = new Map<StepName, string>();
  const failures = new Map<StepName, string>();
  const run = <T>(name: StepName, work: () => T): T | undefined => {
    if (failures.has(name)) return undefined;
    try {
      return work();
    } catch (error) {
      failures.set(name, reasonOf(error));
      return undefined;
    }
  };

  const parts = run('container', () => new Parts(source));
  const heads = parts && run('checkpoint', () => headsOf(parts, trust, details));
  const listed = parts && heads && run('consistency', () => checkGrowth(parts, heads, trust, details));
  if (parts && heads) {
    const entries = new EntriesStep(parts, heads.head, listed?.signed === true);
    const [payloads, report] = [new PayloadsStep(), new ReportStep(parts)];
    for (let number = 1; parts.has(partName('entries', number, 'ndjson')); number++) {
      const part = run('entries', () => entries.part(number));
      if (!part) break;
      run('payloads', () => payloads.part(parts, number, part));
      run('report', () => part.forEach((entry) => report.entry(entry)));
    }
    run('entries', () => details.set('entries', entries.end()));
    if (!failures.has('entries')) {
      run('payloads', () => details.set('payloads', payloads.end(parts, entries.parts)));
      run('report', () => details.set('report', report.end(entries.size)));
    } else {
      failures.set('payloads', NOT_CHECKED).set('report', NOT_CHECKED);
    }
  }
  if (parts) {
    const files = parts.finish();
    details.set('container', `${files} files, each with the bytes that the manifest names`);
    if (parts.faults.length > 0) failures.set('container', some(parts.faults));
  }
  return verdictOf(
    (Object.keys(EXIT) as StepName[]).map((name) => {
      const failure = failures.get(name) ?? (details.has(name) ? undefined : NOT_CHECKED);
      return { name, ok: failure === undefined, detail: failure ?? details.get(name) ?? '' };
    }),
  );
}

type Heads = Readonly<{ head: Checkpoint; witnessed: Checkpoint | null }>;

function headsOf(parts: Parts, trust: Trust, details: Map<StepName, string>): Heads {
  const text = (name: string): string => {
    const file = parts.read(name);
    check(file !== null, `${name} is missing`);
    return utf8(file);
  };
  const [head, detail] = checkHead(text('checkpoint'), parts.manifest, trust);
  const wanted = trust.witnesses ?? [];
  if (wanted.length === 0) {
    details.set('checkpoint', detail);
    return { head, witnessed: null };
  }
  check(parts.has('witnessed'), 'the pack holds no checkpoint that a witness has cosigned');
  const note = text('witnessed');
  const witnessed = openCheckpoint(note, trust, 'the witnessed checkpoint');
  check(
    witnessed.origin === head.origin && witnessed.size <= head.size,
    'the witnessed checkpoint is of another log, or of more entries than the pack',
  );
  const times = wanted.map((vkey) => cosignedAt(note, vkey));
  details.set(
    'checkpoint',
    `${detail}; cosigned at ${witnessed.size} entries by ${wanted.length} witnesses, ${times.join(', ')}`,
  );
  return { head, witnessed };
}

/** When a witness cosigned (C2SP tlog-cosignature v1, Ed25519), RFC 3339. */
function cosignedAt(note: string, vkey: string): string {
  const witness = verifierKey(vkey, 4);
  const split = note.lastIndexOf('\n\n') + 1;
  for (const line of note.slice(split + 1, -1).split('\n')) {
    const [, name = '', body = ''] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    const bytes = base64(body);
    if (name !== witness.name || bytes?.toString('hex', 0, 4) !== witness.id) continue;
    check(bytes.length === 76, `the cosignature of ${show(name)} has another form`);
    const time = bytes.readBigUInt64BE(4);
    const signed = Buffer.from(`cosignature/v1\ntime ${time}\n${note.slice(0, split)}`);
    check(
      time < 1n << 40n && verify(null, signed, witness.key, bytes.subarray(12)),
      `the cosignature of ${show(name)} is forged or of another checkpoint`,
    );
    return new Date(Number(time) * 1000).toISOString();
  }
  throw new Finding(`the witnessed checkpoint is not cosigned by ${show(witness.name)}+${witness.id}`);
}

/** Grows the tree over the listed leaves and looks at it where it is known from elsewhere. */
function checkGrowth(
  parts: Parts,
  { head, witnessed }: Heads,
  trust: Trust,
  details: Map<StepName, string>,
): { signed: boolean } {
  const last = lastAccepted(head, trust);
  const tree = new Tree();
  const known = [last, witnessed].filter((one) => one !== null);
  const seen = new Map<Checkpoint, boolean>();
  const look = (): void => {
    for (const one of known) if (one.size === tree.size) seen.set(one, tree.root().equals(one.root));
  };
  look();
  for (let number = 1; tree.size <= head.size; number++) {
    const leaves = parts.read(partName('leaves', number, 'bin'));
    if (!leaves) break;
    for (let start = 0; start + 32 <= leaves.length && tree.size <= head.size; start += 32) {
      tree.add(leaves.subarray(start, start + 32));
      look();
    }
  }
  const signed = tree.size === head.size && tree.root().equals(head.root);
  for (const one of known) {
    const what = one === last ? 'accepted' : 'witnessed';
    check(
      signed || one.size === head.size,
      `the list of leaves, which would show that the log begins with the ${one.size} ${what} entries, is not the signed one`,
    );
    check(
      seen.get(one) === true || (!signed && one.root.equals(head.root)),
      `the log was forked: its first ${one.size} entries are not the ${what} ones`,
    );
  }
  details.set('consistency', last ? grown(last, head) : FIRST_USE);
  return { signed };
}

/** A Merkle tree that only grows: the roots of its perfect subtrees, largest first (RFC 6962 §2.1). */
class Tree {
  size = 0;
  private readonly edge: Buffer[] = [];

  add(leaf: Buffer): void {
    let hash = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.edge.pop();
      if (left) hash = node(left, hash);
    }
    this.edge.push(hash);
    this.size++;
  }

  root(): Buffer {
    return (
      this.edge.reduceRight<Buffer | null>((right, left) => (right ? node(left, right) : left), null) ?? rootOf([])
    );
  }
}

/** Which texts there have been, as 64-bit fingerprints: 16 to 32 bytes for each. */
class Seen {
  private slots = new Uint32Array(1 << 13);
  private count = 0;

  /** @returns whether it is new */
  add(text: string): boolean {
    if (this.count * 4 > this.slots.length) this.grow();
    const [low, high] = fingerprint(text);
    const isNew = this.put(low, high);
    if (isNew) this.count++;
    return isNew;
  }

  has(text: string): boolean {
    const [low, high] = fingerprint(text);
    const at = this.find(low, high);
    return this.slots[at] !== 0;
  }

  private find(low: number, high: number): number {
    const mask = this.slots.length - 2;
    let at = (high * 2) & mask;
    while (this.slots[at] !== 0 && (this.slots[at] !== low || this.slots[at + 1] !== high)) at = (at + 2) & mask;
    return at;
  }

  private put(low: number, high: number): boolean {
    const at = this.find(low, high);
    if (this.slots[at] !== 0) return false;
    this.slots[at] = low;
    this.slots[at + 1] = high;
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.put(old[at] ?? 0, old[at + 1] ?? 0);
  }
}

/** Another one in each run: nobody can write a log with two texts of one fingerprint. */
const KEY = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;

/** HalfSipHash-2-4 of 64 bits (Aumasson and Bernstein), over code units, two a word, and then their number. */
function fingerprint(text: string): readonly [number, number] {
  const end = 2 * (Math.ceil(text.length / 2) + 1);
  let [a, b, c, d] = [KEY[0], KEY[1] ^ 0xee, KEY[0] ^ 0x6c796765, KEY[1] ^ 0x74656462];
  let [word, first] = [0, 0];
  for (let round = 0; round < end + 8; round++) {
    if (round < end && round % 2 === 0) d ^= word = round < end - 2 ? wordAt(text, round) : text.length;
    if (round === end) c ^= 0xee;
    if (round === end + 4) [first, b] = [b ^ d, b ^ 0xdd];
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
    if (round < end && round % 2 === 1) a ^= word;
  }
  return [(first | 1) >>> 0, (b ^ d) >>> 0]; // never 0, which is an empty slot
}

const wordAt = (text: string, at: number): number => text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);

class EntriesStep {
  size = 0;
  parts = 0;
  private readonly uids = new Seen();
  private readonly tree = new Tree();

  /** @param isListed whether the lists of leaves are the signed ones; if not, the tree is grown over the entries */
  constructor(
    private readonly pack: Parts,
    private readonly head: Checkpoint,
    private readonly isListed: boolean,
  ) {}

  part(number: number): Entry[] {
    const name = partName('entries', number, 'ndjson');
    const raw = this.pack.read(name);
    check(raw !== null, `${name} cannot be read`);
    const lines = linesOf(raw, MAX_LINES);
    const hashes = lines.map(leafHash);
    const first = this.size;
    if (this.isListed) {
      const bytes = this.pack.read(partName('leaves', number, 'bin')) ?? Buffer.alloc(0);
      const leaves = Array.from({ length: bytes.length / 32 }, (_, index) =>
        bytes.subarray(index * 32, index * 32 + 32),
      );
      check(bytes.length % 32 === 0, `${partName('leaves', number, 'bin')} ends within a hash`);
      const equal = leaves.length === hashes.length && leaves.every((leaf, index) => hashes[index]?.equals(leaf));
      if (!equal) throw new Finding(some(differences(hashes, leaves, lines, first, this.head.size)));
    } else {
      for (const hash of hashes) this.tree.add(hash);
    }
    check(raw.length === 0 || raw.at(-1) === 0x0a, `${name} does not end in a newline`);
    this.parts = number;
    this.size += lines.length;
    return lines.map((line, index) => {
      const entry = entryOf(line, first + index);
      check(this.uids.add(entry.uid), `entry ${entry.index} has the uid ${show(entry.uid)} of an entry before it`);
      return entry;
    });
  }

  end(): string {
    if (!this.isListed) {
      const ends = `the log ends at entry ${this.size}, the checkpoint says ${this.head.size}`;
      const cause = this.size === this.head.size ? 'the entries are not those that were signed' : ends;
      check(
        this.size === this.head.size && this.tree.root().equals(this.head.root),
        `${cause}; the list of leaves is not the one that was signed either, so the record cannot be named`,
      );
      throw new Finding('the list of leaves is not the one that was signed, although the entries are');
    }
    check(
      this.size === this.head.size,
      `the log was truncated: it ends before entry ${this.size}, the checkpoint says ${this.head.size} entries`,
    );
    return `all ${this.size} entries are the signed ones, in order`;
  }
}

class PayloadsStep {
  private committed = 0;
  private opened = 0;
  private erasures = 0;

  /** Payloads stand in the part of the same number as their entries. */
  part(pack: Parts, number: number, entries: readonly Entry[]): void {
    const byUid = new Map<string, Entry>();
    for (const entry of entries) {
      const fields = Object.keys(at(entry.value, 'c') ?? {}).length;
      if (fields > 0) byUid.set(entry.uid, entry);
      if (textAt(entry.value, 'type') === 'subject.erased') this.erasures++;
      this.committed += fields;
    }
    const name = partName('payloads', number, 'ndjson');
    if (!pack.has(name)) return;
    const opened = new Set<string>();
    checkOpened(name, linesOf(pack.read(name) ?? Buffer.alloc(0), MAX_LINES), byUid, opened);
    this.opened += opened.size;
  }

  end(pack: Parts, parts: number): string {
    const more = pack.numbers('payloads', 'ndjson').find((number) => number > parts);
    check(more === undefined, `${partName('payloads', more ?? 0, 'ndjson')} opens nothing: there are no entries of that number`); // prettier-ignore
    return `${openedOf(this.opened, this.committed)}; the log tells of ${this.erasures} erasures`;
  }
}

const QUERY_2 =
  'all leaves of type call.intent or call.outcome, the first of each call_id joined, in the order of the log';

/** A call whose row names an outcome that is still to come, or an outcome whose row is. */
type Half = Readonly<{ call: string; decision: Json | undefined; result: string; latency: string }>;

/**
 * Goes along the rows beside the entries. Of a row, its place, its call and all that the intent says are known at once;
 * what the outcome says is taken from the row, and compared when the outcome comes by.
 */
class ReportStep {
  private readonly rows: Rows;
  private readonly intents = new Seen();
  private readonly outcomes = new Seen();
  private readonly unanswered = new Seen();
  private readonly alone = new Seen();
  private readonly awaited = new Map<number, Half>();
  private readonly early = new Map<number, Entry>();
  private calls = 0;

  constructor(private readonly pack: Parts) {
    this.rows = new Rows(pack);
  }

  entry(entry: Entry): void {
    const side = sideOf(entry);
    if (side === '') return;
    this.calls++;
    const call = cellOf(at(at(entry.value, 'd'), 'call_id'));
    if (side === 'intent') this.intent(entry, call);
    else this.outcome(entry, call);
  }

  private intent(entry: Entry, call: string): void {
    const isFirst = this.intents.add(call);
    const decision = at(at(entry.value, 'd'), 'decision');
    const { result, latency_ms: latency, outcome_index: index } = this.rows.next(entry.index, call);
    this.rows.check([...detailOf(entry), result, latency, String(entry.index), index], call);
    const outcome = /^(0|[1-9]\d{0,15})$/.test(index) ? Number(index) : null;
    const half = { call, decision, result, latency };
    if (index === '') {
      this.says(half, undefined);
      if (!isFirst) return;
      this.unanswered.add(call);
      check(!this.alone.has(call), changedRow(call, 'it has an outcome'));
      return;
    }
    check(isFirst && outcome !== null && !this.awaited.has(outcome), changedRow(call, 'its outcome is not that one'));
    const before = this.early.get(outcome);
    if (before) {
      check(cellOf(at(at(before.value, 'd'), 'call_id')) === call, changedRow(call, 'its outcome is not that one'));
      this.says(half, before);
      this.early.delete(outcome);
    } else {
      check(outcome > entry.index, changedRow(call, 'its outcome is not that one'));
      this.awaited.set(outcome, half);
    }
  }

  private outcome(entry: Entry, call: string): void {
    const isFirst = this.outcomes.add(call);
    const half = this.awaited.get(entry.index);
    if (half) {
      check(isFirst && half.call === call, changedRow(half.call, 'its outcome is not that one'));
      this.says(half, entry);
      this.awaited.delete(entry.index);
    } else if (this.rows.isAlone(entry.index)) {
      this.rows.next(entry.index, call);
      const { result, latency } = resultOf(entry, at(at(entry.value, 'd'), 'decision'));
      this.rows.check([...detailOf(entry), result, latency, '', String(entry.index)], call);
      if (!isFirst) return;
      this.alone.add(call);
      check(!this.unanswered.has(call), changedRow(call, 'it has an outcome'));
    } else {
      check(isFirst, missingRow(call));
      this.early.set(entry.index, entry);
    }
  }

  private says({ call, decision, result, latency }: Half, outcome: Entry | undefined): void {
    const right = resultOf(outcome, decision);
    check(right.result === result && right.latency === latency, changedRow(call));
  }

  end(size: number): string {
    for (const { call } of this.awaited.values()) throw new Finding(changedRow(call, 'its outcome is not that one'));
    for (const { value } of this.early.values()) throw new Finding(missingRow(cellOf(at(at(value, 'd'), 'call_id'))));
    this.rows.end();
    const counts = { rows: this.rows.count, included: this.calls, excluded: size - this.calls };
    const stated = [{ id: 'tool-calls', schema_ver: 2, query: QUERY_2, parameters: {}, ...counts }];
    check(
      jcs(at(this.pack.manifest, 'reports') ?? null) === jcs(stated),
      `${MANIFEST} describes the report otherwise than it is: id, query, parameters or counts`,
    );
    return `tool-calls made again from all ${size} entries: ${counts.rows} rows, byte for byte the same`;
  }
}

const changedRow = (call: string, why = ''): string =>
  `the row of call ${show(call)} was changed in ${NDJSON}${why && `: ${why}`}`;
const missingRow = (call: string): string => `the row of call ${show(call)} is missing from ${NDJSON}`;
const NDJSON = 'reports/tool-calls (ndjson)';

/** The rows of the report, in both of its forms, one after the other. */
class Rows {
  count = 0;
  private part = 0;
  private lines: Buffer[] = [];
  private at = 0;
  private csv: Buffer = Buffer.alloc(0);
  private cursor = 0;
  private line: Buffer | undefined;

  constructor(private readonly pack: Parts) {}

  /** What the next row says; a finding when it is not the one of this place. */
  next(index: number, call: string): { result: string; latency_ms: string; outcome_index: string } {
    this.line = this.peek();
    check(this.line !== undefined, missingRow(call));
    const row = rowIn(this.line);
    const place = placeOf(row);
    if (place !== index) {
      const other = show(textAt(row, 'call_id'));
      if (place < index) throw new Finding(`a row of call ${other} was added to ${NDJSON}`);
      throw new Finding(Number.isNaN(place) ? changedRow(call) : missingRow(call));
    }
    this.at++;
    this.count++;
    return {
      result: textAt(row, 'result'),
      latency_ms: textAt(row, 'latency_ms'),
      outcome_index: textAt(row, 'outcome_index'),
    };
  }

  /** Whether both forms of the row that was handed out are exactly this. */
  check(cells: readonly string[], call: string): void {
    check(this.line?.equals(Buffer.from(jsonLine(cells))) === true, changedRow(call));
    this.take(csvLine(cells), `the row of call ${show(call)} was changed in, or is missing from,`);
  }

  /** Whether the next row is that of an outcome without intent at this place. */
  isAlone(index: number): boolean {
    const line = this.peek();
    const row = line && rowIn(line);
    return textAt(row, 'intent_index') === '' && textAt(row, 'outcome_index') === String(index);
  }

  end(): void {
    const line = this.peek();
    check(line === undefined, `a row of call ${show(textAt(line && rowIn(line), 'call_id'))} was added to ${NDJSON}`);
    if (this.part === 0) this.open();
    this.close();
    const more = partName('reports/tool-calls', this.part + 1, 'csv');
    check(!this.pack.has(more), `rows were added in ${more}`);
  }

  private peek(): Buffer | undefined {
    while (this.at >= this.lines.length) {
      if (!this.pack.has(partName('reports/tool-calls', this.part + 1, 'ndjson'))) return undefined;
      if (this.part > 0) this.close();
      this.open();
    }
    return this.lines[this.at];
  }

  private open(): void {
    this.part++;
    const raw = this.pack.read(partName('reports/tool-calls', this.part, 'ndjson')) ?? Buffer.alloc(0);
    check(raw.length === 0 || raw.at(-1) === 0x0a, `${NDJSON} does not end in a newline`);
    [this.lines, this.at, this.cursor] = [linesOf(raw, MAX_LINES), 0, 0];
    this.csv = this.pack.read(partName('reports/tool-calls', this.part, 'csv')) ?? Buffer.alloc(0);
    this.take(csvLine(COLUMNS), 'the header is not the first line of');
  }

  private close(): void {
    const name = partName('reports/tool-calls', this.part, 'csv');
    check(this.cursor === this.csv.length, `rows were added to ${name}`);
  }

  private take(text: string, otherwise: string): void {
    const want = Buffer.from(text);
    const have = this.csv.subarray(this.cursor, this.cursor + want.length);
    check(have.equals(want), `${otherwise} ${partName('reports/tool-calls', this.part, 'csv')}`);
    this.cursor += want.length;
  }
}

function rowIn(line: Buffer): Json {
  try {
    return JSON.parse(line.toString()) as Json;
  } catch {
    return null;
  }
}

const placeOf = (row: Json): number => {
  const place = textAt(row, 'intent_index') || textAt(row, 'outcome_index');
  return /^(0|[1-9]\d{0,15})$/.test(place) ? Number(place) : NaN;
};

// Shared parts --------------------------------------------------------------------------------------------------------

function fileOf(pack: Pack, name: string): Buffer {
  const file = pack.files.get(name);
  check(file !== undefined, `${name} is missing`);
  return file;
}

function linesOf(raw: Buffer, most = Infinity): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < raw.length;) {
    check(lines.length < most, `a part has more than ${most} lines`);
    const stop = raw.indexOf(0x0a, start);
    const end = stop < 0 ? raw.length : stop;
    lines.push(raw.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function leavesOf(pack: Pack): Buffer[] {
  return linesOf(fileOf(pack, 'leaves.txt')).map((line, index) => {
    const hash = base64(line.toString('latin1'));
    check(hash?.length === 32, `line ${index + 1} of leaves.txt is not a hash`);
    return hash;
  });
}

/** Root over leaf hashes (RFC 6962 §2.1). */
export function rootOf(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
  const first = leaves[from];
  if (from >= to || !first) return createHash('sha256').digest();
  if (to - from === 1) return first;
  const middle = from + split(to - from);
  return node(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

const ONE = Buffer.alloc(1, 1);
function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(ONE).update(left).update(right).digest();
}

function split(size: number): number {
  return size <= 2 ? 1 : 2 * split(Math.ceil(size / 2));
}

/** The canonical text of parsed JSON (RFC 8785). */
function jcs(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${jcs(key)}:${jcs(member)}`).join(',')}}`;
  }
  check(typeof value !== 'string' || !/\p{Surrogate}/u.test(value), 'a text with half a character');
  check(!Number.isInteger(value) || Number.isSafeInteger(value), 'a number beyond 2^53');
  return JSON.stringify(value);
}

/** Parses a text that must be the only one for its value: no second reader may see other keys or numbers in it. */
function canonicalJson(text: string, what: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Finding(`${what} is not JSON`);
  }
  // What is sorted and comes back as it was needs no second writing; anything else is written out to be sure.
  const isSame = !text.includes('\\ud') && isSorted(value) && JSON.stringify(value) === text;
  check(isSame || jcs(value) === text, `${what} is not in canonical form`);
  return value;
}

/** Whether all keys are in order, and all numbers such that no two texts mean one. */
function isSorted(value: Json): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last: string | undefined;
  for (const key in value) {
    const member = value[key];
    if ((last !== undefined && key <= last) || member === undefined || !isSorted(member)) return false;
    last = key;
  }
  return true;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textAt(value: Json | undefined, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}

function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function utf8(bytes: Buffer): string {
  return DECODER.decode(bytes);
}

/** What stands in a pack may be hostile to a terminal. */
function show(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

function some(sentences: readonly string[]): string {
  const rest = sentences.length - 5;
  return sentences.slice(0, 5).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

// The program ---------------------------------------------------------------------------------------------------------

const USAGE =
  'usage: node verify-pack.mjs <pack.zip> --key <vkey> [--key <vkey>] [--since <checkpoint file>] [--witness <vkey>]';

function main(args: string[]): number {
  try {
    const several = { type: 'string', multiple: true } as const;
    const options = { key: several, since: { type: 'string' }, witness: several } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [path] = positionals;
    check(path !== undefined && positionals.length === 1 && values.key !== undefined, USAGE);
    const last = values.since === undefined ? {} : { lastCheckpoint: readFileSync(values.since, 'utf8') };
    const trust = { trustedKeys: values.key, witnesses: values.witness ?? [], ...last };
    checkKeys(trust);
    const verdict = verifyPackFile(path, trust);
    const lines = verdict.steps.map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'FAILED'} ${name}: ${detail}`);
    const end = verdict.ok ? 'The pack is verified.' : 'The pack is NOT verified.';
    process.stdout.write([...lines, end, ''].join('\n'));
    return verdict.exitCode;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

const program = process.argv[1];
// By both names, because a symbolic link that made this a silent success would be the worst of answers.
const names = program !== undefined && existsSync(program) ? [program, realpathSync(program)] : [];
if (names.some((name) => pathToFileURL(name).href === import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
