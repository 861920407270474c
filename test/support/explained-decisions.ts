import type { INestApplicationContext } from '@nestjs/common';
import { Explanations } from '@app/access';
import { Db } from '@app/database';
import { DEFAULT_TENANT, system } from '@app/kernel';
import { intentsBetween } from '@app/ledger';

const EVERYTHING = 1_000_000;

/**
 * Every decision that a house has recorded, explained once more by the rows as they were then: the same must come out
 * (R-ACC-5). @returns how many were compared
 */
export async function explainEveryDecision(app: INestApplicationContext, tenant = DEFAULT_TENANT): Promise<number> {
  const explanations = app.get(Explanations, { strict: false });
  const unlike: unknown[] = [];
  let compared = 0;
  await app.get(Db, { strict: false }).read(system('test', tenant), async (tx) => {
    for (const call of await intentsBetween(tx, new Date(0), new Date(8.64e15), EVERYTHING)) {
      const { agrees, effect, code, grantIds, inputs } = await explanations.ofCallIn(tx, call);
      if (agrees !== null) compared += 1;
      if (agrees === false) unlike.push({ recorded: call, explained: { effect, code, grantIds, inputs } });
    }
  });
  if (unlike.length === 0) return compared;
  throw new Error(
    `${unlike.length} of ${compared} decisions are explained otherwise: ${JSON.stringify(unlike.slice(0, 3))}`,
  );
}
