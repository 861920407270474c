import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './support/caller.js';
import { startEchoUpstream } from './support/echo-upstream.js';
import { median, progress, quantile, report, rounded } from './support/figures.js';
import { House, layGround, newOwner } from './support/house.js';

/**
 * After the leaver write returned, how many calls are admitted? Several owners leave one after another, each while 32
 * connections call as their agent; the attempts that count begin after the SCIM answer arrived.
 */
const ROUNDS = 20;
const CONNECTIONS = 32;
const ATTEMPTS = 100_000 / ROUNDS;

const upstream = await startEchoUpstream();
const house = await House.open();
try {
  const ground = await layGround(house, upstream.url);
  const rounds: { apiMs: number; lastAdmittedMs: number; before: number; after: number; admittedAfter: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const { id, agent } = await newOwner(house, ground, `owner-${round}`);
    const caller = new Caller(house.url, CONNECTIONS, await agent.token());
    const seen = { before: 0, after: 0, admittedAfter: 0, lastAdmitted: 0 };
    let answered = Number.POSITIVE_INFINITY;
    const call = async (worker: number): Promise<void> => {
      for (let n = 0; seen.after < ATTEMPTS; n++) {
        const began = performance.now();
        const { ran } = await caller.echo(`${round}-${worker}-${n}`);
        if (ran) seen.lastAdmitted = Math.max(seen.lastAdmitted, began);
        if (began > answered) {
          seen.after += 1;
          if (ran) seen.admittedAfter += 1;
        } else if (ran) seen.before += 1;
      }
    };
    const callers = Array.from({ length: CONNECTIONS }, (_, worker) => call(worker));
    await pause(500);
    const asked = performance.now();
    await ground.idp.patch('Users', id, [{ op: 'replace', value: { active: false } }]);
    answered = performance.now();
    await Promise.all(callers);
    await caller.close();
    rounds.push({
      apiMs: answered - asked,
      lastAdmittedMs: Math.max(0, seen.lastAdmitted - asked),
      before: seen.before,
      after: seen.after,
      admittedAfter: seen.admittedAfter,
    });
    progress(`round ${round}/${ROUNDS}: ${seen.before} admitted before, ${seen.admittedAfter} of ${seen.after} after`);
  }
  const api = rounds.map(({ apiMs }) => apiMs);
  const last = rounds.map(({ lastAdmittedMs }) => lastAdmittedMs);
  const figures = {
    connections: CONNECTIONS,
    rounds: ROUNDS,
    attemptsAfterReturn: rounds.reduce((sum, { after }) => sum + after, 0),
    admittedAfterReturn: rounds.reduce((sum, { admittedAfter }) => sum + admittedAfter, 0),
    admittedBefore: rounds.reduce((sum, { before }) => sum + before, 0),
    apiMs: { p50: rounded(median(api)), max: rounded(quantile(api, 1)) },
    lastAdmittedMs: { p50: rounded(median(last)), max: rounded(quantile(last, 1)) },
  };
  report(
    'leaver',
    [
      {
        rounds: figures.rounds,
        'attempts after return': figures.attemptsAfterReturn,
        'admitted after return': figures.admittedAfterReturn,
        'SCIM answer p50 ms': figures.apiMs.p50,
        'max ms': figures.apiMs.max,
        'last admitted p50 ms': figures.lastAdmittedMs.p50,
        'max ms ': figures.lastAdmittedMs.max,
      },
    ],
    figures,
  );
  if (figures.admittedAfterReturn > 0) process.exitCode = 1;
} finally {
  await house.close();
  await upstream.close();
}
