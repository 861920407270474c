/**
 * Verifies a Surety evidence pack offline: `node verify-pack.mjs <pack.zip> --key <vkey> [--since <checkpoint file>]`.
 *
 * One file, Node's built-ins only, sharing no code with the writer, so that it can be copied, read and run alone. It
 * trusts nothing in the pack: the log's verifier key (C2SP vkey), and the last accepted checkpoint if there is one,
 * come from the auditor. The layout of the pack and every step in words: docs/evidence-pack.md.
 *
 * Steps and exit codes: container 11, checkpoint 12, consistency 13, entries 14, payloads 15, report 16. The exit code
 * is that of the first step that fails; 0 when none does, 2 for a wrong command line.
 */
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { inflateRawSync } from 'node:zlib';

const EXIT = { container: 11, checkpoint: 12, consistency: 13, entries: 14, payloads: 15, report: 16 } as const;

export type StepName = keyof typeof EXIT;
export type Step = Readonly<{ name: StepName; ok: boolean; detail: string }>;
export type Verdict = Readonly<{ ok: boolean; steps: readonly Step[]; exitCode: number }>;
/** `trustedKeys` are C2SP vkeys; `lastCheckpoint` is the signed note that was accepted last time. */
export type Trust = Readonly<{ trustedKeys: readonly string[]; lastCheckpoint?: string }>;

const FORMAT = 'surety-evidence-pack/v1';
const REPORTS = ['reports/tool-calls.csv', 'reports/tool-calls.ndjson'] as const;
const REQUIRED = ['README.txt', 'checkpoint', 'entries.ndjson', 'leaves.txt', 'payloads.ndjson', 'verify-pack.mjs'];
const ALLOWED = new Set([...REQUIRED, ...REPORTS, 'consistency.txt']);
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const MAX_FILES = 64;
const MAX_BYTES = 1024 ** 3;
const MAX_ENTRY_BYTES = 65_535;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Pack = Readonly<{ files: ReadonlyMap<string, Buffer>; manifest: Json; faults: readonly string[] }>;
type Checkpoint = Readonly<{ origin: string; size: number; root: Buffer }>;
type Entry = Readonly<{ index: number; uid: string; value: Json }>;

/** What the auditor reads: a sentence that names what is wrong. */
class Finding extends Error {}

function check(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Finding(sentence);
}

export function verifyPack(bytes: Uint8Array, trust: Trust): Verdict {
  const steps: Step[] = [];
  const run = <T>(name: StepName, work: () => readonly [T, string]): T | undefined => {
    try {
      const [result, detail] = work();
      steps.push({ name, ok: true, detail });
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      steps.push({ name, ok: false, detail: error instanceof Finding ? reason : `cannot be checked: ${show(reason)}` });
      return undefined;
    }
  };
  const after = <T>(result: T | undefined): T => {
    if (result === undefined) throw new Finding('not checked, because a step before it failed');
    return result;
  };

  let pack: Pack | undefined;
  run('container', () => {
    pack = openPack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    // The run goes on with broken files: a later step can often name the very record.
    check(pack.faults.length === 0, some(pack.faults));
    return [pack, `${pack.files.size} files, each with the bytes that the manifest names`];
  });
  const head = run('checkpoint', () => checkCheckpoint(after(pack), trust));
  run('consistency', () => checkConsistency(after(pack), after(head), trust));
  const entries = run('entries', () => checkEntries(after(pack), after(head)));
  run('payloads', () => checkPayloads(after(pack), after(entries)));
  run('report', () => checkReport(after(pack), after(entries)));

  const failed = steps.find((step) => !step.ok);
  return { ok: !failed, steps, exitCode: failed ? EXIT[failed.name] : 0 };
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

/**
 * A zip by its central directory, read so strictly that every byte of the container has exactly one meaning: no bytes
 * before, between or after the members, no comments, no extra fields, no zip64, no encryption, no two equal names.
 * Throws when the container is not that; damage inside single members comes back as faults.
 */
export function readZip(bytes: Buffer): { files: Map<string, Buffer>; faults: string[] } {
  const end = bytes.length - 22;
  check(end >= 0 && bytes.readUInt32LE(end) === 0x06054b50, 'not a zip, or something was put behind its end');
  const [disks, here, total] = [bytes.readUInt32LE(end + 4), bytes.readUInt16LE(end + 8), bytes.readUInt16LE(end + 10)];
  const [length, start] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
  check(
    disks === 0 && here === total && bytes.readUInt16LE(end + 20) === 0,
    'a zip in several parts or with a comment',
  );
  check(total <= MAX_FILES, `a pack has at most ${MAX_FILES} files, this one says ${total}`);
  check(start + length === end, 'the directory of the zip does not end where the zip ends: there are hidden bytes');

  const files = new Map<string, Buffer>();
  const faults: string[] = [];
  const names = new Set<string>();
  let [cursor, local, unpacked] = [start, 0, 0];
  for (let index = 0; index < total; index++) {
    const entry = bytes.subarray(cursor, end);
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
    check((flags & ~0x0800) === 0 && (method === 0 || method === 8), `${name} is packed in an unknown way`);
    check((unpacked += size) <= MAX_BYTES, `the pack unpacks to more than ${MAX_BYTES} bytes`);
    const data = local + 30 + nameLength;
    check(
      entry.readUInt32LE(42) === local && data + packed <= start,
      `there are hidden bytes before ${name} in the zip`,
    );
    // From `version needed` to the length of the extra field both headers have the same layout.
    const twin = bytes.subarray(local + 4, local + 30).equals(entry.subarray(6, 32));
    check(
      bytes.readUInt32LE(local) === 0x04034b50 && twin && bytes.subarray(local + 30, data).equals(rawName),
      `the two headers of ${name} in the zip contradict each other`,
    );
    const content = unpack(bytes.subarray(data, data + packed), method, size);
    if (content) files.set(name, content);
    if (!content) faults.push(`${name} was changed: it cannot be unpacked`);
    else if (crc32(content) !== crc) faults.push(`${name} was changed: its CRC-32 is not the one in the zip`);
    names.add(name.toLowerCase());
    [cursor, local] = [cursor + 46 + nameLength, data + packed];
  }
  check(cursor === end && local === start, 'there are hidden bytes before or in the directory of the zip');
  return { files, faults };
}

function unpack(packed: Buffer, method: number, size: number): Buffer | null {
  if (method === 0) return packed.length === size ? packed : null;
  try {
    const unpacked: unknown = inflateRawSync(packed, { maxOutputLength: Math.max(size, 1), info: true });
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
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

// Step 2: the checkpoint ----------------------------------------------------------------------------------------------

function checkCheckpoint(pack: Pack, trust: Trust): readonly [Checkpoint, string] {
  const head = openCheckpoint(utf8(fileOf(pack, 'checkpoint')), trust, 'the checkpoint');
  const log = at(pack.manifest, 'log');
  const stated = [at(log, 'origin'), at(log, 'size'), at(log, 'root')];
  const signed = [head.origin, head.size, head.root.toString('base64')];
  const interval = at(pack.manifest, 'interval');
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

function trustedKey(vkey: string) {
  const [, name = '', id = '', body = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  const bytes = base64(body);
  check(bytes?.length === 33 && bytes[0] === 1, `the trusted key ${show(vkey)} is not an Ed25519 vkey`);
  const digest = createHash('sha256').update(name).update('\n').update(bytes).digest('hex');
  check(digest.startsWith(id), `the trusted key ${show(vkey)} has the id of another key`);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') };
  return { name, id, key: createPublicKey({ key: jwk, format: 'jwk' }) };
}

// Step 3: consistency with what was accepted before -------------------------------------------------------------------

function checkConsistency(pack: Pack, head: Checkpoint, trust: Trust): readonly [true, string] {
  if (trust.lastCheckpoint === undefined) {
    return [true, 'no earlier checkpoint was given, so this one is trusted on first use: keep it for the next time'];
  }
  const last = openCheckpoint(trust.lastCheckpoint, trust, 'the last accepted checkpoint');
  check(last.origin === head.origin, `the last accepted checkpoint is of another log: ${show(last.origin)}`);
  check(
    last.size <= head.size,
    `the log shrank: ${last.size} entries were accepted, the checkpoint now says ${head.size}`,
  );
  if (last.size === head.size) {
    check(last.root.equals(head.root), `the log was forked: it has two roots at ${head.size} entries`);
    return [true, `the log is the accepted one, at ${head.size} entries`];
  }
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
  return [true, `the log grew from ${last.size} accepted entries to ${head.size} and changed none of them`];
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
  const hashes = lines.map((line) => createHash('sha256').update('\0').update(line).digest());
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
    check(line.length <= MAX_ENTRY_BYTES, `entry ${index} is longer than ${MAX_ENTRY_BYTES} bytes`);
    const value = canonicalJson(utf8(line), `entry ${index}`);
    const uid = textAt(value, 'uid');
    check(
      uid !== '' && at(value, 'v') === 1 && isObject(at(value, 'c')) && isObject(at(value, 'd')),
      `entry ${index} is not a ledger entry of version 1`,
    );
    check(!seen.has(uid), `entries ${seen.get(uid) ?? 0} and ${index} have the same uid ${show(uid)}`);
    seen.set(uid, index);
    return { index, uid, value };
  });
  return [entries, `all ${head.size} entries are the signed ones, in order`];
}

/** Names every entry in which the file departs from the signed list of leaves. */
function differences(hashes: readonly Buffer[], leaves: readonly Buffer[], lines: readonly Buffer[]): string[] {
  const have = hashes.map((hash, line) => ({ hash: hash.toString('hex'), uid: uidIn(lines[line]) }));
  const want = leaves.map((hash) => hash.toString('hex'));
  const home = new Map(want.map((hash, index) => [hash, index]));
  const found = new Map([...have.entries()].reverse().map(([line, { hash }]) => [hash, line]));
  const says: string[] = [];
  for (let [line, leaf] = [0, 0]; line < have.length || leaf < want.length;) {
    const [here, wanted] = [have[line], want[leaf]];
    if (!here) {
      says.push(`the log was truncated: it ends before entry ${leaf}, the checkpoint says ${want.length} entries`);
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
          ? `entries ${leaf} and ${belongs} are reordered (uids ${other.uid} and ${here.uid})`
          : `entries are reordered: entry ${belongs} (uid ${here.uid}) stands at the place of entry ${leaf} (uid ${other.uid})`,
      );
      // Put right in the copy, so that one exchange is told once.
      [have[line], have[late]] = [other, here];
      found.set(other.hash, line).set(here.hash, late);
    } else if (belongs > leaf && found.get(here.hash) === line) {
      says.push(`entry ${leaf} was dropped: at its place stands entry ${belongs} (uid ${here.uid})`);
      leaf++;
    } else if (wanted !== undefined && late === undefined) {
      says.push(`entry ${leaf} (uid ${here.uid}) was changed`);
      line++;
      leaf++;
    } else {
      says.push(`an entry was inserted at ${leaf} (uid ${here.uid})`);
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
  for (const [number, line] of linesOf(fileOf(pack, 'payloads.ndjson')).entries()) {
    const payload = canonicalJson(utf8(line), `line ${number + 1} of payloads.ndjson`);
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
  const erased = committed - opened.size;
  return [true, `${opened.size} of ${committed} personal fields are open and match, ${erased} are erased or withheld`];
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
  const csv = [COLUMNS, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`);
  const ndjson = rows.map(
    (cells) => `{${cells.map((cell, n) => `${jcs(COLUMNS[n] ?? '')}:${jcs(cell)}`).join(',')}}\n`,
  );
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
      const result = at(outcome?.value, 'd');
      const cells = [
        cellOf(at(first.value, 'at')),
        ...DETAIL.map((field) => cellOf(at(at(first.value, 'd'), field))),
        cellOf(at(result, 'result_status')) || missing(at(at(first.value, 'd'), 'decision')),
        latencyOf(at(result, 'latency_us')),
        intent ? String(intent.index) : '',
        outcome ? String(outcome.index) : '',
      ];
      return { time: cells[0] ?? '', place: first.index, cells };
    })
    .sort((a, b) => (a.time === b.time ? a.place - b.place : a.time < b.time ? -1 : 1))
    .map(({ cells }) => cells);
}

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

// Shared parts --------------------------------------------------------------------------------------------------------

function fileOf(pack: Pack, name: string): Buffer {
  const file = pack.files.get(name);
  check(file !== undefined, `${name} is missing`);
  return file;
}

function linesOf(raw: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < raw.length;) {
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

function node(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\u0001').update(left).update(right).digest();
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
  check(jcs(value) === text, `${what} is not in canonical form`);
  return value;
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

function utf8(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
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

const USAGE = 'usage: node verify-pack.mjs <pack.zip> --key <vkey> [--key <vkey>] [--since <checkpoint file>]';

function main(args: string[]): number {
  try {
    const options = { key: { type: 'string', multiple: true }, since: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [path] = positionals;
    check(path !== undefined && positionals.length === 1 && values.key !== undefined, USAGE);
    const last = values.since === undefined ? {} : { lastCheckpoint: readFileSync(values.since, 'utf8') };
    const verdict = verifyPack(readFileSync(path), { trustedKeys: values.key, ...last });
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
