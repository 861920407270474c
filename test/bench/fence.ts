import { startEchoUpstream } from './support/echo-upstream.js';
import { keep, median, progress, quantile, rounded } from './support/figures.js';
import { Fleet } from './support/fleet.js';
import { layGround, newOwner } from './support/house.js';
import { type Outcome, type Trouble, offboard } from './support/offboarding.js';
import { numberGiven } from './support/scim-ground.js';

/**
 * Offboarding under attack (R-FEN-1): three gateway processes under load, owners who leave one after another, and all
 * that may go wrong meanwhile. A call is a `tools/call` over HTTP that a gateway answered; it is admitted at the instant
 * of the gateway's last question to the fence, in the turn in which the first byte goes upstream; the offboarding has
 * returned when the barrier let it go, before the SCIM answer is written. `--calls N` asks for fewer than a million.
 */
const CALLS = numberGiven('calls', 1_000_000);
const CONTROL_CALLS = Math.min(20_000, CALLS / 10);

type Mode = Readonly<{ name: string; rounds: number; trouble: Trouble; prepare?: (fleet: Fleet) => Promise<unknown> }>;

const modes: readonly Mode[] = [
  { name: 'normal', rounds: 60, trouble: {} },
  {
    name: 'notifications dropped',
    rounds: 60,
    trouble: { before: ({ replicas }) => replicas.forEach(({ line }) => line.deafen(true)) },
  },
  {
    name: 'one replica stopped',
    rounds: 12,
    trouble: { before: ({ victim }) => victim.process.freeze(), after: ({ victim }) => victim.process.thaw() },
  },
  {
    name: 'one replica cut off',
    rounds: 12,
    trouble: {
      before: ({ victim: { line, pool } }) => [line, pool].forEach((way) => way?.cut()),
      after: ({ victim: { line, pool } }) => [line, pool].forEach((way) => way?.mend()),
    },
  },
  {
    // it could still write its records, so that nothing but the fence holds it back
    name: "one replica's fence cut off",
    rounds: 12,
    trouble: { before: ({ victim: { line } }) => line.cut(), after: ({ victim: { line } }) => line.mend() },
  },
  { name: 'PostgreSQL restarted', rounds: 8, trouble: { before: ({ postgres }) => postgres.restart() } },
  {
    name: 'failover that lost commits',
    rounds: 5,
    prepare: ({ postgres }) => postgres.copy(),
    trouble: { before: ({ postgres }) => postgres.failOver() },
  },
];
const control: Mode = {
  name: 'barrier off, notifications dropped',
  rounds: 5,
  prepare: (fleet) => fleet.loseBarrier(),
  trouble: { before: ({ replicas }) => replicas.forEach(({ line }) => line.deafen(true)) },
};

const upstream = await startEchoUpstream();
const fleet = await Fleet.open();
try {
  const ground = await layGround(fleet, upstream.url);
  const began = performance.now();
  const figures = [];
  for (const mode of modes) figures.push(await run(mode, CALLS / modes.length));
  const found = await run(control, CONTROL_CALLS);
  const result = { modes: figures, control: found };
  progress(`${Math.round((performance.now() - began) / 1000)} s`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  keep('fence', result);
  if (figures.some(({ admittedAfterReturn }) => admittedAfterReturn > 0) || found.admittedAfterReturn === 0) {
    process.exitCode = 1;
  }

  async function run({ name, rounds, trouble, prepare }: Mode, calls: number) {
    const fit = Math.max(2, Math.min(rounds, Math.floor(calls / 100)));
    const owners = [];
    for (let round = 0; round < fit; round++)
      owners.push(await newOwner(fleet, ground, `${name} ${round}`.replaceAll(/\W/g, '.')));
    await prepare?.(fleet);
    const outcomes: Outcome[] = [];
    for (const [round, owner] of owners.entries()) {
      await fleet.allReady();
      for (const { line } of fleet.replicas) line.deafen(false);
      outcomes.push(await offboard(fleet, ground, owner, trouble, { name: `r${round}`, calls: calls / fit }));
    }
    await fleet.allReady();
    for (const { line } of fleet.replicas) line.deafen(false);
    const row = summary(name, outcomes);
    progress(JSON.stringify(row));
    return row;
  }
} finally {
  await fleet.close();
  await upstream.close();
}

function summary(name: string, outcomes: readonly Outcome[]) {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const last = outcomes.map(({ lastAdmittedMs }) => lastAdmittedMs);
  const api = outcomes.map(({ apiMs }) => apiMs);
  const closed = outcomes.flatMap(({ closedMs }) => closedMs);
  return {
    name,
    offboardings: outcomes.length,
    calls: sum(({ calls }) => calls),
    callsAfterReturn: sum(({ callsAfterReturn }) => callsAfterReturn),
    admitted: sum(({ admitted }) => admitted),
    admittedAfterReturn: sum(({ admittedAfterReturn }) => admittedAfterReturn),
    lastAdmittedMs: spread(last),
    apiMs: { p50: rounded(median(api)), p99: rounded(quantile(api, 0.99)) },
    streamClosedMs: spread(closed),
  };
}

function spread(values: readonly number[]) {
  return {
    p50: rounded(median(values)),
    p99: rounded(quantile(values, 0.99)),
    max: rounded(quantile(values, 1)),
  };
}
