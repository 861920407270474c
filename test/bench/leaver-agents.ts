import { once } from 'node:events';
import type pg from 'pg';
import { median, progress, quantile, report, rounded } from './support/figures.js';
import { populateOwner } from './support/population.js';
import { ScimGround, numberGiven } from './support/scim-ground.js';

/**
 * How long a leaver takes whose agents are many: from the sending of the SCIM request to the commit, as another process
 * hears of it (PostgreSQL tells `surety_fence` with the commit), and to the answer. At the commit not one agent may be
 * active. Owners of different numbers of agents take turns. `--scale 0.1` sends fewer.
 */
const SIZES = [1, 100, 1000];
const ROUNDS = Math.max(2, Math.round(100 * numberGiven('scale', 1)));

const ground = await ScimGround.open();
const wire = ground.wire();
try {
  await ground.client.query('LISTEN surety_fence');
  const times = new Map(SIZES.map((size) => [size, { commit: [] as number[], answer: [] as number[], active: 0 }]));
  let number = 0;
  for (let round = -1; round < ROUNDS; round++) {
    for (const size of SIZES) {
      const owner = await populateOwner(ground, ++number, size);
      const committed = commitOf(ground.client);
      const from = performance.now();
      const answering = wire
        .patch(`/Users/${owner}`, { op: 'replace', value: { active: false } })
        .then((answer) => ({ ...answer, after: performance.now() - from }));
      await committed;
      const commit = performance.now() - from;
      const [left] = await ground.sql<{ active: number }>(
        `SELECT count(*)::int AS active FROM principal WHERE (owner_id = $1 OR id = $1) AND status = 'active'`,
        [owner],
      );
      const { status, text, after } = await answering;
      if (status !== 200) throw new Error(`answered ${status}: ${text}`);
      const seen = times.get(size);
      if (!seen || round < 0) continue;
      seen.commit.push(commit);
      seen.answer.push(after);
      seen.active += left?.active ?? 0;
    }
    if ((round + 1) % 10 === 0) progress(`round ${round + 1}/${ROUNDS}`);
  }
  const figures = Object.fromEntries(
    [...times].map(([size, { commit, answer, active }]) => [
      `agents${size}`,
      {
        leavers: commit.length,
        commitP50ms: rounded(median(commit)),
        commitP99ms: rounded(quantile(commit, 0.99)),
        answerP50ms: rounded(median(answer)),
        answerP99ms: rounded(quantile(answer, 0.99)),
        activeAtCommit: active,
      },
    ]),
  );
  report(
    'leaver-agents',
    Object.entries(figures).map(([name, row]) => ({ agents: name.slice('agents'.length), ...row })),
    figures,
  );
  if (Object.values(figures).some(({ activeAtCommit }) => activeAtCommit > 0)) process.exitCode = 1;
} finally {
  await wire.close();
  await ground.close();
}

/** Resolves when a change of the fence has been committed; what earlier writes told has been heard by then. */
async function commitOf(client: pg.Client): Promise<void> {
  await once(client, 'notification');
}
