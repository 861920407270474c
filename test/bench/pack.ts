import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Leaf } from '@app/ledger';
import type { Stretch } from '../../libs/reports/src/evidence-pack.js';
import { progress, report, rounded } from './support/figures.js';

/**
 * How fast an evidence pack is written and verified, and in how much memory. The log is made up while it is written
 * (calls as the gateway records them, one field in twenty entries open), so that the database has no part in it. Each
 * half runs in a process of its own, whose largest resident set is what is told.
 */
const RECORDS = Number(process.env['RECORDS'] ?? 1_000_000);
const STRETCH = 1_000;
const ORIGIN = 'surety.bench/ledger';

const built = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.resolve('dist/libs', file)).href)) as T;
type Ledger = typeof import('../../libs/ledger/src/core/entry.js') &
  typeof import('../../libs/ledger/src/core/note.js') &
  typeof import('../../libs/ledger/src/core/merkle.js') &
  typeof import('../../libs/ledger/src/core/checkpoint.js');
type Parts = typeof import('../../libs/reports/src/evidence-pack.js') &
  typeof import('../../libs/reports/src/pack/export-file.js') &
  typeof import('../../libs/ledger/src/verifier/verify-pack.js');

async function core(): Promise<Ledger> {
  const files = ['entry', 'note', 'merkle', 'checkpoint'].map((name) => built<object>(`ledger/src/core/${name}.js`));
  return Object.assign({}, ...(await Promise.all(files))) as Ledger;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const uuid = (digest: string): string => digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5');
/** What comes again and again: agents, people, grants, definitions. */
const digests = Array.from({ length: 1_000 }, (_, n) => hex(`known ${n}`));
const known = (n: number): string => digests[n % 1_000] ?? '';
const ids = digests.map(uuid);
const knownId = (n: number): string => ids[n % 1_000] ?? '';
const SALT = Buffer.alloc(32, 7);

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const callOf = (call: number): string => `019ab1c0-0000-7000-8000-${String(call).padStart(12, '0')}`;

/** Two records a call; of each twentieth record one personal field. */
function leafOf({ sealEntry, leafHash }: Ledger, index: number): { leaf: Leaf; value: string | null } {
  const call = Math.floor(index / 2);
  const isIntent = index % 2 === 0;
  const mine = hex(`record ${index}`);
  const uid = uuid(mine);
  const at = new Date(1_795_219_200_000 + index * 10).toISOString();
  const value = index % 20 === 0 ? `a reason ${index}` : null;
  const agent = knownId(call % 100);
  const owner = knownId(500 + (call % 50));
  const detail = isIntent
    ? {
        call_id: callOf(call),
        method: 'tools/call',
        agent,
        owner,
        owner_status: 'active',
        on_behalf_of: knownId(call),
        chain: [owner],
        agents: [{ id: agent, owner }],
        delegations: [],
        token: { jti_digest: known(call), root_digest: known(call + 1), confirmation: null, workload: null },
        client: 'client',
        server: `server-${call % 20}`,
        tool: `tool_${call % 200}`,
        definition_hash: known(call % 200),
        args_digest: mine,
        decision: call % 10 === 0 ? 'deny' : 'allow',
        reason_code: call % 10 === 0 ? 'no_grant' : 'allowed',
        grant_ids: [knownId(call * 7)],
        fence_seq: String(call),
      }
    : { call_id: callOf(call), result_status: 'ok', latency_us: 1000 + (call % 5000), result_digest: mine };
  const happening = { uid, type: isIntent ? 'call.intent' : 'call.outcome', at, actor: { kind: 'system', id: 'gateway' }, subject: isIntent ? agent : callOf(call), detail, ...(value === null ? {} : { personal: { reason: value } }) }; // prettier-ignore
  const { text } = sealEntry(happening, new Map([['reason', SALT]]));
  return { leaf: { index, uid, text, hash: leafHash(Buffer.from(text)) }, value };
}

async function* stretches(ledger: Ledger): AsyncGenerator<Stretch> {
  for (let from = 0; from < RECORDS; from += STRETCH) {
    const made = Array.from({ length: Math.min(STRETCH, RECORDS - from) }, (_, n) => leafOf(ledger, from + n));
    const opened = made.flatMap(({ leaf: { uid }, value }) =>
      value === null ? [] : [{ uid, path: 'reason', salt: SALT, value: JSON.stringify(value) }],
    );
    yield { leaves: made.map(({ leaf }) => leaf), opened, elsewhere: [] };
    await Promise.resolve();
  }
}

async function write(file: string): Promise<object> {
  const ledger = await core();
  const before = process.cpuUsage();
  const edge: Uint8Array[] = [];
  for await (const { leaves } of stretches(ledger)) {
    for (const { index, hash: leaf } of leaves) {
      let hash: Uint8Array = leaf;
      for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) hash = ledger.nodeHash(edge.pop() ?? hash, hash);
      edge.push(hash);
    }
  }
  const making = cpuSince(before); // making the log up is no part of writing it
  const root = Buffer.from(edge.reduceRight((right, left) => ledger.nodeHash(left, right)));
  const signer = ledger.signerOf(ORIGIN, Buffer.alloc(32, 1));
  const text = ledger.formatCheckpoint({ origin: ORIGIN, size: RECORDS, root });
  const { writeEvidencePack } = await built<Parts>('reports/src/evidence-pack.js');
  const { writeExport } = await built<Parts>('reports/src/pack/export-file.js');
  const log = { note: ledger.signNote(text, [signer]), witnessed: null, stretches: stretches(ledger) };
  const facts = { createdAt: new Date(), productVersion: 'bench', vkey: ledger.vkeyOf(signer) };
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await writeExport(file, (sink) => writeEvidencePack(log, facts, sink));
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: cpuSince(cpu) - making };
}

async function verify(file: string): Promise<object> {
  const { signerOf, vkeyOf } = await core();
  const { verifyPackFile } = await built<Parts>('ledger/src/verifier/verify-pack.js');
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const verdict = verifyPackFile(file, { trustedKeys: [vkeyOf(signerOf(ORIGIN, Buffer.alloc(32, 1)))] });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.steps));
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: cpuSince(cpu) };
}

function half(name: 'write' | 'verify', file: string): Record<string, number> {
  progress(`${name} ${RECORDS} records`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name, file], {
    encoding: 'utf8',
    env: process.env,
  });
  if (status !== 0) throw new Error(stderr);
  const { seconds = 0, cpuSeconds = 0, peakMiB = 0 } = JSON.parse(stdout) as Record<string, number>;
  return {
    seconds: rounded(seconds),
    cpuSeconds: rounded(cpuSeconds),
    recordsPerCpuSecond: Math.round(RECORDS / cpuSeconds),
    peakMiB,
  };
}

const [, , role, given] = process.argv;
if (role !== undefined && given !== undefined) {
  const done = await (role === 'write' ? write(given) : verify(given));
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ ...done, peakMiB }));
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'surety-pack-'));
  try {
    const file = path.join(folder, 'pack.zip');
    const written = half('write', file);
    const verified = half('verify', file);
    const packMiB = Math.round(statSync(file).size / 2 ** 20);
    const rows = [
      { half: 'written', ...written },
      { half: 'verified', ...verified },
    ];
    report('pack', rows, { records: RECORDS, packMiB, written, verified });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
