import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Merkle from '../../libs/ledger/src/core/merkle-proof.js';
import { keep, median, progress, quantile, rounded } from './support/figures.js';
import { LedgerHouse } from './support/ledger-house.js';
import { numberGiven } from './support/scim-ground.js';

/**
 * The ledger at ten million records, all of which went through the real tables and the real sequencer: how fast it
 * integrates them from the first to the last, and what proofs and tiles cost then. `--records N` asks for fewer.
 */
const RECORDS = numberGiven('records', 10_000_000);
const PART = Math.min(100_000, RECORDS);
const PROOFS = 300;

const { verifyConsistency, verifyInclusion } = (await import(
  pathToFileURL(path.resolve('dist/libs/ledger/src/core/merkle-proof.js')).href
)) as typeof Merkle;

const house = await LedgerHouse.open();
try {
  const filled = await fill();
  const figures = { records: RECORDS, ...filled, small: await smallBatches(), proofs: await proofs(), tiles: await tiles(), bytes: await sizes(), rssMiB: rss() }; // prettier-ignore
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  keep('ledger', figures);
} finally {
  await house.close();
}

/** Records are laid down in parts, and each part is integrated: only the second is timed. */
async function fill() {
  const rates: number[] = [];
  let [seconds, cpu] = [0, 0];
  const began = performance.now();
  for (let from = 0; from < RECORDS; from += PART) {
    await house.fill(from, PART);
    const [start, usage] = [performance.now(), process.cpuUsage()];
    const done = await house.sequencer.run();
    const took = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(usage);
    if (done !== PART) throw new Error(`${done} of ${PART} records were integrated`);
    [seconds, cpu] = [seconds + took, cpu + (user + system) / 1000];
    rates.push(PART / took);
    if (rates.length % 10 === 0) progress(`${from + PART} records, ${Math.round(PART / took)}/s, ${rss()} MiB`);
  }
  const tenth = Math.max(1, Math.floor(rates.length / 10));
  return {
    perSecond: Math.round(RECORDS / seconds),
    firstTenthPerSecond: Math.round(median(rates.slice(0, tenth))),
    lastTenthPerSecond: Math.round(median(rates.slice(-tenth))),
    cpuUsPerRecord: rounded((cpu * 1000) / RECORDS, 1),
    wholeSeconds: Math.round((performance.now() - began) / 1000),
  };
}

/** From the commit of few records to their signed checkpoint, as in an installation with little to do. */
async function smallBatches() {
  const took: number[] = [];
  for (let round = 0; round < 50; round++) {
    await house.fill(RECORDS + round * 20, 20);
    took.push(await timed(() => house.sequencer.run()));
  }
  return { records: 20, ...spread(took) };
}

async function proofs() {
  const { to: size } = await house.proofs.consistency(house.actor, 0);
  const [inclusion, consistency, hashes, bytes]: number[][] = [[], [], [], []];
  for (let round = 0; round < PROOFS; round++) {
    const index = Math.floor(Math.random() * size);
    let proof: Awaited<ReturnType<typeof house.proofs.inclusion>> | undefined;
    inclusion?.push(await timed(async () => (proof = await house.proofs.inclusion(house.actor, { index }))));
    const older = 1 + Math.floor(Math.random() * size);
    let growth: Awaited<ReturnType<typeof house.proofs.consistency>> | undefined;
    consistency?.push(await timed(async () => (growth = await house.proofs.consistency(house.actor, older, size))));
    if (!proof || !growth) throw new Error('no proof');
    const { fromRoot: oldRoot, toRoot: newRoot } = growth;
    const holds =
      verifyInclusion({ leafHash: proof.leafHash, index, size, proof: proof.hashes, root: newRoot }) &&
      verifyConsistency({ oldSize: older, oldRoot, newSize: size, newRoot, proof: growth.hashes });
    if (!holds) throw new Error(`the proofs of ${index} and ${older} in ${size} do not hold`);
    hashes?.push(proof.hashes.length);
    bytes?.push(Buffer.byteLength(await house.proofs.inclusionFile(house.actor, { index })));
  }
  return {
    size,
    inclusion: {
      ...spread(inclusion ?? []),
      hashes: Math.max(...(hashes ?? [])),
      fileBytes: Math.max(...(bytes ?? [])),
    },
    consistency: spread(consistency ?? []),
  };
}

async function tiles() {
  const full = Math.floor(RECORDS / 256);
  const of = async (kind: string): Promise<number[]> => {
    const took: number[] = [];
    for (let round = 0; round < 100 && full > 0; round++) {
      const groups =
        String(Math.floor(Math.random() * full))
          .padStart(6, '0')
          .match(/\d{3}/g) ?? [];
      const name = groups[0] === '000' ? groups[1] : `x${groups.join('/')}`;
      took.push(await timed(() => house.tiles.tile(house.actor, `${kind}/${name}`)));
    }
    return took;
  };
  return { hashes: spread(await of('0')), entries: spread(await of('entries')) };
}

async function sizes() {
  const rows = await house.sql<{ entries: string; tiles: string; places: string }>(
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'ledger_entry'::regclass) AS entries,
       pg_total_relation_size('ledger_tile') AS tiles, pg_total_relation_size('ledger_place') AS places`,
  );
  const per = (bytes: string | undefined): number => rounded(Number(bytes ?? 0) / RECORDS, 1);
  return { perEntry: per(rows[0]?.entries), tilesPerEntry: per(rows[0]?.tiles), placesPerEntry: per(rows[0]?.places) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function spread(took: readonly number[]) {
  return { p50ms: rounded(median(took)), p99ms: rounded(quantile(took, 0.99)) };
}

/** The most that this process has held so far. */
function rss(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
