import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Ledger, Outbox } from './ports.js';
import type { Message, RecordedEvent, Tx, WriteTx } from './tx.js';

/** The tenant setting under which the few cross-tenant policies (migrations: `every_tenant`) open. */
const EVERY_TENANT = '*';
const MOST_ATTEMPTS = 3;
const QUERY_CANCELED = '57014';

@Injectable()
export class Db implements OnApplicationShutdown {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** One consistent view of the actor's tenant; a write inside it is refused by PostgreSQL. */
  read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.snapshot(actor.tenant, work);
  }

  /** As `read`, over all tenants, and only over the tables whose policy allows it: replicas, relay, sequencer. */
  readEveryTenant<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.snapshot(EVERY_TENANT, work);
  }

  /**
   * Commits state, ledger entries and messages together, or none of them. A write that recorded nothing is a defect
   * and is rolled back (R-LED-2). Returns when what must hold for the caller holds (`beforeReturn`). A deadlock's victim
   * starts again, so `work` has no effect but through `tx`.
   */
  async write<T>(actor: Actor, work: (tx: WriteTx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(actor, work);
      } catch (stop) {
        if (attempt === MOST_ATTEMPTS || !isLostRace(stop)) throw stop;
      }
    }
  }

  private async attempt<T>(actor: Actor, work: (tx: WriteTx) => Promise<T>): Promise<T> {
    const trace: Trace = { events: [], messages: [], steps: [] };
    try {
      const result = await this.inTransaction(
        `BEGIN; ${settings(actor.tenant, 'governed')}, ${writtenAt(this.clock.now())}`,
        async (em) => {
          const tx = asWriteTx(em, actor, trace);
          const value = await work(tx);
          if (trace.events.length === 0) throw new Error('a write ended without recording anything');
          await this.ledger.append(tx, actor, trace.events);
          if (trace.messages.length > 0) await this.outbox.put(tx, actor, trace.messages);
          return value;
        },
      );
      if (trace.messages.length > 0) this.outbox.wake();
      for (const step of trace.steps) await step();
      return result;
    } catch (stop) {
      if (stop instanceof Unchanged) {
        for (const step of trace.steps) await step();
        return stop.result as T;
      }
      throw isOutOfReach(stop) ? new Refusal('ledger.unavailable', undefined, { cause: stop }) : stop;
    }
  }

  /**
   * Writes to the house's own machinery (relay marks, sequenced entries, sessions' last use), which is not governed:
   * the schema refuses any governed table here (trigger `governed_write`).
   * @param tenant a tenant's id, or `every-tenant` for the few tables whose policy allows it
   */
  upkeep<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const begin = `BEGIN; ${settings(tenant === 'every-tenant' ? EVERY_TENANT : tenant, 'upkeep')}`;
    return this.inTransaction(begin, (em) => work(em as Tx));
  }

  /**
   * One statement in a transaction of its own and under no tenant: for functions of the schema that find out whose
   * tenant a caller is of.
   */
  async lookUp<Row>(statement: string, parameters: readonly unknown[]): Promise<Row[]> {
    try {
      return await this.dataSource.query<Row[]>(statement, [...parameters]);
    } catch (stop) {
      throw isOutOfReach(stop) ? new Refusal('database.unavailable', undefined, { cause: stop }) : stop;
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.dataSource.destroy();
  }

  private async snapshot<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; ${settings(tenant, 'upkeep')}`;
      return await this.inTransaction(begin, (em) => work(em as Tx));
    } catch (stop) {
      const isTooSlow = codeOf(stop) === QUERY_CANCELED; // whoever set the limit knows what it means
      throw isOutOfReach(stop) && !isTooSlow ? new Refusal('database.unavailable', undefined, { cause: stop }) : stop;
    }
  }

  /** @param begin opens it and sets whose it is, in one message: every request pays for each way to the database */
  private async inTransaction<T>(begin: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query(begin);
      Object.assign(runner, { isTransactionActive: true }); // so that the row classes open none of their own
      const value = await work(runner.manager);
      await runner.commitTransaction();
      return value;
    } catch (stop) {
      await runner.query('ROLLBACK').catch(() => undefined); // what stopped it is told, not what follows from it
      throw stop;
    } finally {
      await runner.release();
    }
  }
}

type Trace = { events: RecordedEvent[]; messages: Message[]; steps: (() => Promise<void>)[] };

class Unchanged extends Error {
  constructor(readonly result: unknown) {
    super('nothing changed');
  }
}

const tenantForm = /^(\*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** As text, because a message of several statements takes no parameters; a tenant is an id or nothing at all. */
function settings(tenant: string, mode: 'governed' | 'upkeep'): string {
  if (!tenantForm.test(tenant)) throw new Error('a tenant is named by its id');
  return `SELECT set_config('surety.tenant', '${tenant}', true), set_config('surety.mode', '${mode}', true)`;
}

/** By what time the schema keeps the past of the rows that change (trigger `remembered`). */
const writtenAt = (now: Date): string => `set_config('surety.at', '${now.toISOString()}', true)`;

function asWriteTx(em: EntityManager, actor: Actor, { events, messages, steps }: Trace): WriteTx {
  return Object.assign(em as Tx, {
    actor,
    record: (event: RecordedEvent) => void events.push(event),
    send: (message: Message) => void messages.push(message),
    beforeReturn: (step: () => Promise<void>) => void steps.push(step),
    unchanged: (result: unknown) => {
      throw new Unchanged(result);
    },
  });
}

/** PostgreSQL rolled the transaction back for the sake of another one: deadlock, serialisation failure. */
const isLostRace = (error: unknown): boolean => ['40P01', '40001'].includes(codeOf(error));

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** What the driver says of its connections without a code. */
const lost =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Errors of Node's connections and PostgreSQL classes 08, 53, 57 and lock timeouts: no promise can be kept now. */
function isOutOfReach(error: unknown): boolean {
  const code = codeOf(error);
  const isOfConnection = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code);
  return isOfConnection || /^(08|53|57|55P03|25P03)/.test(code) || (error instanceof Error && lost.test(error.message));
}
