import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Surroundings } from '@app/kernel';
import type { Counter } from '../core/condition/types.js';
import type { Needs } from '../core/decision.js';
import { type Doer, Sessions } from './sessions.js';
import { scopeOf } from './scope.js';
import { UsagePool, stateOf } from './usage-pool.js';

/** What was used and called so far. `session` is null when nothing asks for one. */
export type Usage = Readonly<{
  session: string | null;
  usage: Readonly<Record<string, number>>;
  called?: readonly string[];
}>;

/** A counter to be raised by `amount`: up to `limit`, and only if it still is at `seen`; null asks neither. */
export type Raise = Readonly<{
  key: string;
  counter: Counter;
  amount: number;
  limit: number | null;
  seen: number | null;
}>;

const LOOK = `SELECT c.key, c.used FROM unnest($2::text[], $3::text[]) a (key, scope)
  JOIN usage_counter c ON c.tenant_id = $1 AND c.key = a.key AND c.scope = a.scope`;
const CALLED = `SELECT pattern FROM session_mark WHERE session_id = $1`;
const RAISE = `SELECT raise_usage($1, $2, $3, $4, $5, $6, $7)`;
const MARK = `INSERT INTO session_mark (session_id, pattern, tenant_id, marked_at)
  SELECT $1, pattern, $2, $3 FROM unnest($4::text[]) pattern ON CONFLICT DO NOTHING`;
const [USED_UP, OVERTAKEN] = ['SU001', 'SU002'];

/**
 * What budgets, counters and the history of sessions rest on. It is in PostgreSQL and nowhere else: what one replica
 * raised or marked, the next call on any replica sees. Everything throws Refusal `database.unavailable` when it cannot
 * be had in time, and whoever asked then refuses the call.
 */
@Injectable()
export class UsageStore implements OnApplicationShutdown {
  private readonly pool: UsagePool;
  private readonly sessions: Sessions;

  constructor({ databaseUrl }: Surroundings) {
    this.pool = new UsagePool(databaseUrl);
    this.sessions = new Sessions(this.pool);
  }

  async lookUp(doer: Doer, { counters, called, marks }: Needs, at: Date): Promise<Usage> {
    const inSession = called || marks.length > 0 || counters.some(({ counter }) => counter.window === 'session');
    const session = inSession ? await this.sessions.of(doer, at) : null;
    if (!inSession) this.sessions.note(doer, at);
    const [used, marked] = await Promise.all([
      this.usedIn(doer.tenant, session, counters, at),
      (called || marks.length > 0) && session !== null ? this.called(session) : undefined,
    ]);
    return { session, usage: used, ...(marked && { called: marked }) };
  }

  /** A call for which nothing is looked up keeps its session going all the same. */
  note(doer: Doer, at: Date): void {
    this.sessions.note(doer, at);
  }

  /** All of them, or none. `overtaken`: a counter is not at what was seen any more. */
  async raise(
    tenant: string,
    session: string | null,
    raises: readonly Raise[],
    at: Date,
  ): Promise<'raised' | 'used-up' | 'overtaken'> {
    if (raises.length === 0) return 'raised';
    const scopes = raises.map(({ counter }) => scopeOf(counter, session, at));
    try {
      await this.pool.query(
        'usage-raise',
        RAISE,
        [
          tenant,
          raises.map(({ key }) => key),
          scopes.map(({ scope }) => scope),
          raises.map(({ amount }) => amount),
          raises.map(({ limit }) => limit),
          raises.map(({ seen }) => seen),
          scopes.map(({ endsAt }) => endsAt),
        ],
        [USED_UP, OVERTAKEN],
      );
      return 'raised';
    } catch (stopped) {
      const state = stateOf(stopped);
      if (state === USED_UP) return 'used-up';
      if (state === OVERTAKEN) return 'overtaken';
      throw stopped;
    }
  }

  /** Durable when it resolves. @param marks keys of patterns */
  async mark(tenant: string, session: string, marks: readonly string[], at: Date): Promise<void> {
    await this.pool.query('session-mark', MARK, [session, tenant, at, marks]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sessions.close();
    await this.pool.close();
  }

  /** By key; 0 for what was never raised. */
  async usedIn(
    tenant: string,
    session: string | null,
    counters: Needs['counters'],
    at: Date,
  ): Promise<Record<string, number>> {
    const used = Object.fromEntries(counters.map(({ key }) => [key, 0]));
    if (counters.length === 0) return used;
    const scopes = counters.map(({ counter }) => scopeOf(counter, session, at).scope);
    const keys = counters.map(({ key }) => key);
    const rows = await this.pool.query<{ key: string; used: string }>('usage-look', LOOK, [tenant, keys, scopes]);
    for (const row of rows) used[row.key] = Number(row.used);
    return used;
  }

  private async called(session: string): Promise<string[]> {
    const rows = await this.pool.query<{ pattern: string }>('session-called', CALLED, [session]);
    return rows.map(({ pattern }) => pattern);
  }
}
