import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { CallLog, type CallIntent } from '@app/ledger';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { sampleIntent } from '../support/sample-intent.js';

const actor = system('test');
let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await freshDatabase();
  app = await openContext(surroundingsOf(database.url));
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const intent = (over: Partial<CallIntent> = {}): CallIntent =>
  sampleIntent(actor.tenant, { clientId: 'client "a"\\\n{b,c}', ...over });
const outcome = (callId: string) =>
  ({ tenant: actor.tenant, callId, at: new Date(), status: 'ok', latencyUs: 1, resultDigest: null }) as const;
/** With the transaction that wrote it. */
const written = (callId: string) =>
  app
    .get(Db)
    .readEveryTenant((tx) =>
      tx.query<{ type: string; entry: string; xmin: string }[]>(
        'SELECT type, entry, xmin::text FROM ledger_pending WHERE call_id = $1 ORDER BY type',
        [callId],
      ),
    );

it('writes what nobody waits for with the next record that somebody waits for, or a moment later by itself [ledger.batch.lazy]', async () => {
  const log = app.get(CallLog);
  const [first, next] = [intent(), intent()];
  await log.intent(first);
  const told = log.outcome(outcome(first.callId), false);
  expect(await Promise.race([told.then(() => 'written'), Promise.resolve('waiting')])).toBe('waiting');
  await log.intent(next);
  const [, mine] = await written(first.callId);
  expect(mine?.xmin).toBe((await written(next.callId))[0]?.xmin);
  await log.outcome(outcome(next.callId), false);
  expect(await written(next.callId)).toHaveLength(2);
});

it('keeps every record apart and as it was, whatever characters are in it [ledger.batch.lines]', async () => {
  const log = app.get(CallLog);
  const calls = Array.from({ length: 50 }, (_, index) =>
    intent({ tool: `tool ${index}`, inputs: { arguments: { text: `line\n${index}\t"\\` }, context: {} } }),
  );
  await Promise.all(calls.map((call) => log.intent(call)));
  for (const { callId, tool, clientId, agentId } of calls) {
    const [row] = await written(callId);
    expect(JSON.parse(row?.entry ?? '')).toMatchObject({
      subject: agentId,
      d: { call_id: callId, client: clientId, tool },
    });
  }
  const kept = await app
    .get(Db)
    .readEveryTenant((tx) => tx.query<{ n: number }[]>('SELECT count(*)::int AS n FROM call_input'));
  expect(kept).toEqual([{ n: calls.length }]);
});

it('writes what still waits before the program ends [ledger.batch.lazy]', async () => {
  const own = await openContext(surroundingsOf(database.url));
  const call = intent();
  await own.get(CallLog).intent(call);
  void own.get(CallLog).outcome(outcome(call.callId), false);
  await own.close();
  expect(await written(call.callId)).toHaveLength(2);
});

it('copies out of the entry what it is found by, exactly [ledger.batch.columns]', async () => {
  const log = app.get(CallLog);
  const times = [new Date('1999-12-31T23:59:59.999Z'), new Date('2026-11-22T00:00:00.001Z'), new Date()];
  const calls = times.map((at) => intent({ at, callId: newId().toUpperCase() }));
  await Promise.all(calls.map((call) => log.intent(call)));
  for (const { callId, at, agentId } of calls) {
    const rows = await app.get(Db).readEveryTenant((tx) =>
      tx.query<{ entry: string }[]>(
        `SELECT tenant_id, type, subject, call_id, at, uid = (entry::jsonb ->> 'uid')::uuid AS same FROM ledger_pending
         WHERE call_id = $1`,
        [callId],
      ),
    );
    const found = { tenant_id: actor.tenant, type: 'call.intent', subject: agentId, call_id: callId.toLowerCase() };
    expect(rows).toEqual([{ ...found, at, same: true }]);
  }
});

it('writes nothing of a tenant that there is not, and no tenant goes [ledger.tenant-known]', async () => {
  const log = app.get(CallLog);
  const stray = intent({ tenant: newId() });
  const failure: unknown = await log.intent(stray).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'ledger.unavailable', cause: { code: '23503' } });
  expect(await written(stray.callId)).toEqual([]);
  const call = intent();
  await log.intent(call);
  expect(await written(call.callId)).toHaveLength(1);
  const gone = app.get(Db).upkeep('every-tenant', (tx) => tx.query('DELETE FROM tenant'));
  await expect(gone).rejects.toThrow('stays');
});

it('takes no id that is none, and goes on with the next [ledger.batch.columns]', async () => {
  const log = app.get(CallLog);
  for (const callId of [
    'x',
    `${newId()}0`,
    newId().replace('-', '0'),
    newId().replace(/.$/, 'g'),
    `\u0660${newId().slice(1)}`,
  ]) {
    await expect(log.intent(intent({ callId }))).rejects.toMatchObject({ code: 'ledger.unavailable' });
  }
  await expect(log.intent(intent())).resolves.toBeUndefined();
});
