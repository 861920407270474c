import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Db, type RecordedEvent } from '@app/database';
import { Refusal, newId, system } from '@app/kernel';
import { CallLog, type CallIntent, Checkpoints, LedgerLog, Payloads, Sequencer, verifyPack } from '@app/ledger';
import { Decisions, Reports, ReportsModule } from '@app/reports';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase, run } from '../support/database.js';
import { sampleIntent } from '../support/sample-intent.js';

const actor = system('test');
let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await freshDatabase();
  app = await openContext(surroundingsOf(database.url), ReportsModule);
});
afterAll(async () => {
  await app.close();
  await database.drop();
  rmSync(scratch, { recursive: true });
});

const record = (over: Partial<RecordedEvent> = {}): Promise<void> =>
  app.get(Db).write(actor, async (tx) => tx.record({ action: 'thing.done', subject: newId(), ...over }));
const intent = (over: Partial<CallIntent> = {}): CallIntent => sampleIntent(actor.tenant, over);
const outcome = (callId: string, status: 'ok' | 'unknown') => ({
  tenant: actor.tenant,
  callId,
  at: new Date(),
  status,
  latencyUs: 1500,
  resultDigest: null,
});
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-ledger-'));
const pack = async (): Promise<Uint8Array> => {
  await app.get(Reports).evidencePack(actor, path.join(scratch, 'pack.zip'));
  return readFileSync(path.join(scratch, 'pack.zip'));
};
const verified = async (bytes: Uint8Array, lastCheckpoint?: string) =>
  verifyPack(bytes, {
    trustedKeys: [await app.get(Checkpoints).key(actor)],
    ...(lastCheckpoint === undefined ? {} : { lastCheckpoint }),
  });

describe('the sequencer', () => {
  it('gives concurrent writers one gapless log, also when several sequencers run [ledger.sequenced]', async () => {
    const sequencer = app.get(Sequencer);
    await Promise.all([
      ...Array.from({ length: 60 }, () => record()),
      ...Array.from({ length: 10 }, () => sequencer.run()),
    ]);
    await sequencer.run();
    const rows = await app
      .get(Db)
      .readEveryTenant((tx) =>
        tx.query<{ n: string; top: string; waiting: string }[]>(
          'SELECT count(*) AS n, max(seq) AS top, (SELECT count(*) FROM ledger_pending) AS waiting FROM ledger_entry',
        ),
      );
    const [row] = rows;
    expect(Number(row?.n)).toBe(Number(row?.top) + 1);
    expect(Number(row?.n)).toBeGreaterThanOrEqual(60);
    expect(row?.waiting).toBe('0');
  });

  it('signs what a crash left unsigned, with the same root [ledger.signed-later]', async () => {
    await record();
    await app.get(Sequencer).run();
    const before = await app.get(Checkpoints).latest(actor);
    await record();
    const sign = app.get(Checkpoints).sign.bind(app.get(Checkpoints));
    app.get(Checkpoints).sign = () => Promise.reject(new Error('killed between commit and signature'));
    await expect(app.get(Sequencer).run()).rejects.toThrow('killed');
    expect(await app.get(Checkpoints).latest(actor)).toEqual(before);
    app.get(Checkpoints).sign = sign;
    await app.get(Sequencer).run();
    expect((await app.get(Checkpoints).latest(actor))?.size).toBe((before?.size ?? 0) + 1);
  });
});

describe('the record of calls', () => {
  it('lets one outcome of a call stand, before and after it was sequenced [ledger.one-outcome]', async () => {
    const call = intent();
    const log = app.get(CallLog);
    await log.intent(call);
    await Promise.all([log.outcome(outcome(call.callId, 'ok')), log.outcome(outcome(call.callId, 'unknown'))]);
    await app.get(Sequencer).run();
    await log.outcome(outcome(call.callId, 'unknown'));
    await app.get(Sequencer).run();
    const leaves = await app.get(LedgerLog).ofType(actor, 'call.outcome', null, 100);
    const mine = leaves.filter(({ text }) => text.includes(call.callId));
    expect(mine).toHaveLength(1);
    expect(mine[0]?.text).toContain('"result_status":"ok"');
  });

  it('does not resolve while the record is not durable [ledger.intent-durable]', async () => {
    await app.get(CallLog).intent(intent());
    let durable = false;
    await app.get(Db).upkeep(actor.tenant, async (tx) => {
      await tx.query('LOCK TABLE ledger_pending IN EXCLUSIVE MODE');
      void app
        .get(CallLog)
        .intent(intent())
        .then(() => (durable = true));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(durable).toBe(false);
    });
    await expect.poll(() => durable).toBe(true);
  });

  it('refuses when the ledger cannot be written, and works again afterwards [ledger.unavailable]', async () => {
    await app.get(CallLog).intent(intent());
    await run(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'surety-call-log' AND datname = current_database()`,
    );
    const refused = await app
      .get(CallLog)
      .intent(intent())
      .then(
        () => 'written over a new connection',
        (error: unknown) => (error instanceof Refusal ? error.code : 'a defect'),
      );
    expect(['ledger.unavailable', 'written over a new connection']).toContain(refused);
    await expect(app.get(CallLog).intent(intent())).resolves.toBeUndefined();
  });

  it('shows decisions with the names of people, newest page first [reports.decisions]', async () => {
    const call = intent({ decision: 'deny', reasonCode: 'no_grant' });
    await app.get(CallLog).intent(call);
    await app.get(Sequencer).run();
    const [last] = (await app.get(Decisions).latest(actor, 1)).slice(-1);
    expect(last).toMatchObject({
      callId: call.callId,
      decision: 'deny',
      reasonCode: 'no_grant',
      agentName: call.agentId,
    });
    expect(await app.get(Decisions).since(actor, (last?.seq ?? 0) - 1)).toHaveLength(1);
  });
});

describe('an evidence pack', () => {
  it('of the real ledger holds, and so does its growth since an earlier checkpoint [reports.pack]', async () => {
    await record({ detail: { a: 1 }, personal: { 'person.email': 'ada@example.com' } });
    const first = await pack();
    expect(await verified(first)).toMatchObject({ ok: true, exitCode: 0 });
    const checkpoint = await app.get(Checkpoints).latest(actor);
    await record();
    expect(await verified(await pack(), checkpoint?.note)).toMatchObject({ ok: true });
    const shrunk = await verified(first, (await app.get(Checkpoints).latest(actor))?.note);
    expect(shrunk).toMatchObject({ ok: false, exitCode: 13 });
  });

  it('keeps personal values out of the leaves [ledger.erasure]', async () => {
    await record({ personal: { 'person.email': 'grace@example.com' } });
    await app.get(Sequencer).run();
    const { size = 0 } = (await app.get(Checkpoints).latest(actor)) ?? {};
    const leaves = await app.get(Db).read(actor, (tx) => app.get(LedgerLog).between(tx, 0, size));
    expect(leaves).toHaveLength(size);
    expect(leaves.some(({ text }) => text.includes('grace@example.com'))).toBe(false);
    const opened = await app.get(Db).read(actor, (tx) => app.get(Payloads).open(tx, leaves.map(({ uid }) => uid))); // prettier-ignore
    expect(opened.some(({ value }) => value.includes('grace@example.com'))).toBe(true);
  });

  it('leaves a record of each export with the hash of what was handed out [reports.recorded]', async () => {
    await pack();
    await app.get(Reports).toolCalls(actor, 'csv', path.join(scratch, 'calls.csv'));
    await app.get(Sequencer).run();
    const exports = await app.get(LedgerLog).ofType(actor, 'report.exported', null, 10);
    expect(exports.at(-1)?.text).toContain('"subject":"tool-calls.csv"');
    expect(exports.at(-2)?.text).toContain('"subject":"evidence-pack"');
  });
});
