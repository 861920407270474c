import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { Checkpoints, Erasures, PayloadRetention, Payloads, verifyPack } from '@app/ledger';
import { Reports, ReportsModule } from '@app/reports';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { HandClock, openWorld } from '../support/world.js';

const actor = system('test');
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-erasure-'));
let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => (world = await openWorld(ReportsModule)));
afterAll(async () => {
  await world.close();
  rmSync(scratch, { recursive: true });
});

const say = (subject: string, reason: string): Promise<void> =>
  world.db.write(actor, async (tx) => tx.record({ action: 'thing.done', subject, personal: { reason } }));
type Kept = { uid: string; sealed: string | null; value: string | null; gone_because: string | null };
const kept = (subject: string) => world.sql<Kept>('SELECT uid, sealed, value, gone_because FROM ledger_payload WHERE subject = $1 ORDER BY uid', [subject]); // prettier-ignore
const keys = (subject: string) => world.sql<{ sealed_key: string | null }>('SELECT sealed_key FROM subject_key WHERE subject = $1 ORDER BY id', [subject]); // prettier-ignore
const typesOf = async (subject: string) => (await world.ledger()).filter((one) => one.subject === subject).map(({ type }) => type).sort(); // prettier-ignore
const fieldsOf = async (subject: string) => {
  const uids = (await kept(subject)).map(({ uid }) => uid);
  return Promise.all(uids.map(async (uid) => (await world.app.get(Payloads).view(actor, uid, 'audit')).fields[0]));
};
const erasures = () => world.app.get(Erasures);

async function verdict(lastCheckpoint?: string) {
  const file = path.join(scratch, 'pack.zip');
  await world.app.get(Reports).evidencePack(actor, file);
  const bytes = readFileSync(file);
  const trustedKeys = [await world.app.get(Checkpoints).key(actor)];
  return { bytes, ...verifyPack(bytes, { trustedKeys, ...(lastCheckpoint === undefined ? {} : { lastCheckpoint }) }) };
}

describe('personal fields', () => {
  it('are sealed under a key of their subject, salt and all, and open for the pack [payload.sealed]', async () => {
    const [one, other] = [newId(), newId()];
    await Promise.all([say(one, 'first secret'), say(one, 'second secret'), say(other, 'third secret')]);
    expect(await keys(one)).toHaveLength(1);
    expect(JSON.stringify([await kept(one), await keys(one)])).not.toMatch(/secret/);
    const stored = await world.sql<{ n: string }>(`SELECT count(*) AS n FROM ledger_payload WHERE salt IS NOT NULL OR value IS NOT NULL`); // prettier-ignore
    expect(stored).toEqual([{ n: '0' }]);
    expect(new Set((await fieldsOf(one)).map((field) => field?.value))).toEqual(
      new Set(['first secret', 'second secret']),
    );
  });

  it('do not open under another key, or in another place [payload.sealed]', async () => {
    const [one, other] = [newId(), newId()];
    await say(one, 'mine');
    await say(other, 'yours');
    await world.write((tx) => tx.query(`UPDATE ledger_payload a SET sealed = b.sealed FROM ledger_payload b WHERE a.subject = $1 AND b.subject = $2`, [one, other])); // prettier-ignore
    await expect(fieldsOf(one)).rejects.toThrow('unable to authenticate');
    await world.write((tx) => tx.query(`UPDATE ledger_payload SET sealed = NULL, gone_at = now(), gone_because = 'erased' WHERE subject = $1`, [one])); // prettier-ignore
  });

  it('are shown to an auditor only on record [payload.opened]', async () => {
    const subject = newId();
    await say(subject, 'why');
    const [row] = await kept(subject);
    const { fields, entry } = await world.app.get(Payloads).view(actor, row!.uid, 'case 7');
    expect(fields).toEqual([{ path: 'reason', state: 'open', value: 'why' }]);
    expect(entry).toMatchObject({ uid: row!.uid, subject });
    expect(await typesOf(row!.uid)).toEqual(['payload.opened']);
    await expect(world.app.get(Payloads).view(actor, newId(), 'x')).rejects.toMatchObject({ code: 'ledger.no-leaf' });
  });
});

describe('erasing a subject', () => {
  it('destroys its key and its fields, is an entry, and leaves every proof valid [ledger.erasure.proofs]', async () => {
    const [gone, stays] = [newId(), newId()];
    await say(gone, 'ada@example.com');
    await say(stays, 'grace@example.com');
    const before = await verdict();
    expect(before.ok).toBe(true);
    const note = (await world.app.get(Checkpoints).latest(actor))!.note;
    const done = await erasures().ask(actor, gone, 'GDPR 17');
    expect(done).toMatchObject({ state: 'done', fields: 1 });
    expect(await keys(gone)).toEqual([{ sealed_key: null }]);
    expect((await kept(gone))[0]).toMatchObject({ sealed: null, gone_because: 'erased' });
    expect(await fieldsOf(gone)).toMatchObject([{ path: 'reason', state: 'erased' }]);
    expect(await fieldsOf(stays)).toMatchObject([{ state: 'open', value: 'grace@example.com' }]);
    expect(await typesOf(gone)).toEqual(['erasure.asked', 'subject.erased', 'thing.done']);
    const after = await verdict(note);
    expect(after.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(after.steps.find(({ name }) => name === 'payloads')?.detail).toMatch(
      /erased or withheld; the log tells of [1-9]/,
    );
  });

  it('gives what is written of it later a key of its own [ledger.erasure.again]', async () => {
    const subject = newId();
    await say(subject, 'before');
    await erasures().ask(actor, subject, 'case');
    await say(subject, 'after');
    expect((await keys(subject)).map(({ sealed_key }) => sealed_key === null)).toEqual([true, false]);
    expect((await fieldsOf(subject)).map((field) => field?.value)).toEqual([undefined, 'after']);
    expect(await erasures().ask(actor, subject, 'case 2')).toMatchObject({ state: 'done', fields: 1 });
  });

  it('takes what is being written meanwhile with it [ledger.erasure.race]', async () => {
    const subject = newId();
    await say(subject, 'zero');
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => say(subject, `text ${n}`)),
      erasures().ask(actor, subject, 'x'),
    ]);
    const live = (await keys(subject)).filter(({ sealed_key }) => sealed_key !== null);
    expect(live.length).toBeLessThan(2);
    const states = (await fieldsOf(subject)).map((field) => field?.state);
    expect(states.filter((state) => state === 'erased').length).toBeGreaterThan(0);
    expect((await verdict()).ok).toBe(true);
  });

  it('and a write that finds the key of its subject just destroyed makes another one [ledger.erasure.race]', async () => {
    const subject = newId();
    const gone = `INSERT INTO subject_key (id, subject, sealed_key, created_at) VALUES ($1, $2, 'x', now())`;
    const keysOf = world.app.get(Payloads)['keys'];
    await world.write(async (tx) => {
      const query = tx.query.bind(tx);
      let made = false;
      // between the look for a key and the making of one another write has made it, and an erasure destroyed it
      const between = async (text: string, values?: unknown[]): Promise<unknown> => {
        if (!made && text.includes('INSERT INTO subject_key')) {
          made = true;
          await query(gone, [newId(), subject]);
          const answer = await query(text, values);
          await keysOf.destroy(tx, subject);
          return answer;
        }
        return query(text, values);
      };
      const hooked = Object.assign(Object.create(tx) as typeof tx, { query: between });
      expect((await keysOf.of(hooked, [subject])).get(subject)).toBeDefined();
    });
    expect((await keys(subject)).map(({ sealed_key }) => sealed_key === null)).toEqual([true, false]);
  });

  it('waits for a legal hold to be lifted, and asking twice is asking once [ledger.erasure.held]', async () => {
    const subject = newId();
    await say(subject, 'evidence');
    const hold = await erasures().hold(actor, subject, 'lawsuit 4');
    expect(await erasures().ask(actor, subject, 'GDPR 17')).toMatchObject({ state: 'waiting' });
    expect(await erasures().ask(actor, subject, 'GDPR 17')).toMatchObject({ state: 'waiting' });
    expect(await erasures().run()).toBe(0);
    expect(await fieldsOf(subject)).toMatchObject([{ state: 'open' }]);
    expect((await typesOf(subject)).filter((type) => type === 'erasure.asked')).toHaveLength(1);
    await erasures().lift(actor, hold.id, 'settled');
    await expect(erasures().lift(actor, hold.id, 'again')).rejects.toMatchObject({ code: 'retention-hold.unknown' });
    expect(await erasures().run()).toBe(1);
    expect(await fieldsOf(subject)).toMatchObject([{ state: 'erased' }]);
  });

  it('cannot overtake a hold that is set at the same time [ledger.erasure.held]', async () => {
    for (let round = 0; round < 10; round++) {
      const subject = newId();
      await say(subject, 'evidence');
      const [hold, erasure] = await Promise.all([
        erasures().hold(actor, subject, 'h'),
        erasures().ask(actor, subject, 'e'),
      ]);
      const { state } = (await fieldsOf(subject))[0]!;
      expect([erasure.state, state]).toEqual(erasure.state === 'done' ? ['done', 'erased'] : ['waiting', 'open']);
      await erasures().lift(actor, hold.id, 'x');
    }
    await erasures().run();
  });

  it('changes nothing outside a write that is recorded [ledger.erasure.governed]', async () => {
    await expect(
      world.db.upkeep(actor.tenant, (tx) => tx.query(`UPDATE subject_key SET sealed_key = NULL, destroyed_at = now()`)),
    ).rejects.toThrow('recorded in the ledger');
  });
});

describe('the time to keep personal fields', () => {
  it('ends by itself, but not while somebody must keep them, nor before a duty ends [payload.retention]', async () => {
    const [old, held, young] = [newId(), newId(), newId()];
    await say(old, 'old');
    await say(held, 'held');
    await erasures().hold(actor, held, 'case');
    world.clock.pass(2_600);
    await say(young, 'young');
    await world.app.get(PayloadRetention).run();
    expect(await fieldsOf(old)).toMatchObject([{ state: 'expired' }]);
    expect(await fieldsOf(held)).toMatchObject([{ state: 'open' }]);
    expect(await fieldsOf(young)).toMatchObject([{ state: 'open' }]);
    expect((await world.ledger()).filter(({ type }) => type === 'payload.expired').length).toBeGreaterThan(0);
    expect((await verdict()).ok).toBe(true);
  });

  it('does not end for those for whom a hold is just being set [payload.retention.race]', async () => {
    const subject = newId();
    await say(subject, 'evidence');
    world.clock.pass(2_600);
    await world.write((tx) => tx.query(`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
      CREATE TRIGGER slowly AFTER INSERT ON retention_hold FOR EACH ROW EXECUTE FUNCTION slowly()`)); // prettier-ignore
    const held = erasures().hold(actor, subject, 'case');
    await new Promise((resolve) => setTimeout(resolve, 150));
    await world.app.get(PayloadRetention).run();
    await held;
    await world.write((tx) => tx.query('DROP FUNCTION slowly CASCADE'));
    expect(await fieldsOf(subject)).toMatchObject([{ state: 'open' }]);
  });

  it('an erasure that is asked before a duty to keep ends waits for that [ledger.erasure.duty]', async () => {
    const strict = await openWorld(ReportsModule);
    Object.assign(strict.app.get(Erasures), { leastDays: 180 });
    const subject = newId();
    await strict.db.write(actor, async (tx) => tx.record({ action: 'x.y', subject, personal: { reason: 'r' } }));
    const asked = await strict.app.get(Erasures).ask(actor, subject, 'GDPR 17');
    expect(asked).toMatchObject({ state: 'waiting', dueAt: new Date(strict.clock.at.getTime() + 180 * 86_400_000) });
    strict.clock.pass(179);
    expect(await strict.app.get(Erasures).run()).toBe(0);
    strict.clock.pass(1);
    expect(await strict.app.get(Erasures).run()).toBe(1);
    await strict.close();
  });

  it('and so does what is written of the subject while it waits, however short fields are kept else [ledger.erasure.duty]', async () => {
    const database = await freshDatabase();
    const clock = new HandClock();
    const duty = { clock, personalFieldsDays: 30, personalFieldsLeastDays: 180 };
    const app = await openContext(surroundingsOf(database.url, duty), ReportsModule);
    const subject = newId();
    const write = () =>
      app.get(Db).write(actor, async (tx) => tx.record({ action: 'x.y', subject, personal: { reason: 'r' } }));
    await write();
    await app.get(Erasures).ask(actor, subject, 'GDPR 17');
    clock.pass(100);
    await write();
    await app.get(PayloadRetention).run();
    clock.pass(179);
    expect(await app.get(Erasures).run()).toBe(0);
    expect(await app.get(Erasures).ask(actor, subject, 'again')).toMatchObject({ state: 'waiting' });
    const rows = await app.get(Db).read(actor, (tx) => tx.query('SELECT count(sealed) AS n FROM ledger_payload WHERE subject = $1', [subject])); // prettier-ignore
    expect(rows).toEqual([{ n: '2' }]);
    clock.pass(1);
    expect(await app.get(Erasures).run()).toBe(1);
    await app.close();
    await database.drop();
  });

  it('is looked after for every other subject when one of them cannot be erased [ledger.erasure.apart]', async () => {
    const [broken, other] = [newId(), newId()];
    for (const subject of [broken, other]) {
      await say(subject, 'evidence');
      const hold = await erasures().hold(actor, subject, 'case');
      await erasures().ask(actor, subject, 'GDPR 17');
      await erasures().lift(actor, hold.id, 'case');
    }
    await world.write((tx) => tx.query(`ALTER TABLE subject_key ADD CONSTRAINT broken CHECK (subject <> '${broken}' OR sealed_key IS NOT NULL)`)); // prettier-ignore
    await expect(erasures().run()).rejects.toThrow('broken');
    expect(await fieldsOf(other)).toMatchObject([{ state: 'erased' }]);
    await world.write((tx) => tx.query(`ALTER TABLE subject_key DROP CONSTRAINT broken`));
    expect(await erasures().run()).toBe(1);
  });

  it('fields from before there were keys are sealed, and open as before [payload.sealed-later]', async () => {
    const subject = newId();
    await say(subject, 'long ago');
    const [{ uid, salt, value }] = await opened(subject);
    await world.write((tx) => tx.query('UPDATE ledger_payload SET sealed = NULL, subject_key_id = NULL, salt = $2, value = $3 WHERE uid = $1', [uid, salt, value])); // prettier-ignore
    expect(await fieldsOf(subject)).toMatchObject([{ value: 'long ago' }]);
    await world.app.get(PayloadRetention).run();
    expect((await kept(subject))[0]).toMatchObject({ value: null, sealed: expect.any(String) as string });
    expect(await fieldsOf(subject)).toMatchObject([{ value: 'long ago' }]);
    expect((await verdict()).ok).toBe(true);
  });
});

const opened = async (subject: string) => {
  const uids = (await kept(subject)).map(({ uid }) => uid);
  const fields = await world.db.read(actor, (tx) => world.app.get(Payloads).open(tx, uids));
  return fields as [(typeof fields)[number]];
};
