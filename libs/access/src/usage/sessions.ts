import { newId } from '@app/kernel';
import { ABSOLUTE_HOURS, IDLE_MINUTES } from './scope.js';
import type { UsagePool } from './usage-pool.js';

/** Whose activity it is; `personId` null: the agent acts for its owner. */
export type Doer = Readonly<{ tenant: string; agentId: string; personId: string | null }>;
type Known = { doer: Doer; id: string | null; began: number; used: number; written: number };

/** How old what the database knows of a session's last call may be: no other replica ends it before its time. */
const WRITE_AFTER_MS = 15_000;
const KEEP_MS = 5_000;
const MOST_KNOWN = 100_000;
const [IDLE_MS, ABSOLUTE_MS] = [IDLE_MINUTES * 60_000, ABSOLUTE_HOURS * 3_600_000];

const ENTER = `INSERT INTO agent_session AS s (id, tenant_id, agent_id, person_id, began_at, used_at)
  VALUES ($1, $2, $3, $4, $5, $5)
  ON CONFLICT ON CONSTRAINT agent_session_current DO UPDATE SET
    id = CASE WHEN s.used_at < $6 OR s.began_at < $7 THEN excluded.id ELSE s.id END,
    began_at = CASE WHEN s.used_at < $6 OR s.began_at < $7 THEN excluded.began_at ELSE s.began_at END,
    used_at = greatest(s.used_at, excluded.used_at)
  RETURNING id, began_at AS began`;

/** Only sessions that go on: where nothing is counted, none begins. Locked in one order, as other replicas do it too. */
const KEEP = `WITH kept AS (
    SELECT s.id, k.at FROM agent_session s JOIN unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) k (agent, person, at)
      ON s.agent_id = k.agent AND s.person_id IS NOT DISTINCT FROM k.person
    WHERE s.used_at >= k.at - $4 * interval '1 millisecond' AND s.began_at >= k.at - $5 * interval '1 millisecond'
    ORDER BY s.agent_id, s.person_id FOR UPDATE OF s
  ) UPDATE agent_session s SET used_at = greatest(s.used_at, kept.at) FROM kept WHERE s.id = kept.id`;

/**
 * Sessions of agents: uninterrupted activity, which ends by time alone and never by coming back under another token,
 * connection or client. One row for each agent and person, so that simultaneous calls on all replicas find one session.
 */
export class Sessions {
  private readonly known = new Map<string, Known>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: UsagePool) {}

  /** The session of a call that is counted; a new one if the activity was interrupted. */
  async of(doer: Doer, at: Date): Promise<string> {
    const now = at.getTime();
    const known = this.known.get(keyOf(doer));
    if (known && known.id !== null && goesOn(known, now) && Math.abs(now - known.written) < WRITE_AFTER_MS) {
      known.used = Math.max(known.used, now);
      return known.id;
    }
    // what was noted since the last time is not yet in the row
    const last = known && goesOn(known, now) ? Math.min(known.used, now) : now;
    const limits = [new Date(last - IDLE_MS), new Date(now - ABSOLUTE_MS)];
    const values = [newId(), doer.tenant, doer.agentId, doer.personId, at, ...limits];
    const [row] = await this.pool.query<{ id: string; began: Date }>('session-enter', ENTER, values);
    if (!row) throw new Error('a session was neither found nor begun');
    const [began, used] = [row.began.getTime(), Math.max(now, known?.used ?? now)];
    this.remember({ doer, id: row.id, began, used, written: now });
    return row.id;
  }

  /** A call for which nothing is counted keeps a session going, too. Costs no way to the database. */
  note(doer: Doer, at: Date): void {
    const known = this.known.get(keyOf(doer));
    const now = at.getTime();
    if (known && goesOn(known, now)) known.used = Math.max(known.used, now);
    else if (!known) this.remember({ doer, id: null, began: now, used: now, written: 0 });
    this.arm();
  }

  /** Writes down who was active since the last time, and forgets the others. */
  async keep(): Promise<void> {
    const active: { known: Known; at: number }[] = [];
    for (const [key, known] of this.known) {
      if (known.used > known.written) active.push({ known, at: known.used });
      else this.known.delete(key);
    }
    if (active.length === 0) return;
    const agents = active.map(({ known }) => known.doer.agentId);
    const people = active.map(({ known }) => known.doer.personId);
    const times = active.map(({ at }) => new Date(at));
    await this.pool.query('session-keep', KEEP, [agents, people, times, IDLE_MS, ABSOLUTE_MS]);
    for (const { known, at } of active) known.written = Math.max(known.written, at);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.keep().catch(() => undefined); // what is lost ends a session sooner by the moments since the last time, and no more
  }

  private remember(known: Known): void {
    if (this.known.size >= MOST_KNOWN) this.known.clear(); // sessions then end early by what was not written down
    this.known.set(keyOf(known.doer), known);
    this.arm();
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.keep().catch(() => this.arm()); // it is tried again: a session must not end because nobody wrote it down
    }, KEEP_MS).unref();
  }
}

const keyOf = ({ agentId, personId }: Doer): string => `${agentId} ${personId ?? ''}`;
const goesOn = ({ began, used }: Known, now: number): boolean => now - used < IDLE_MS && now - began < ABSOLUTE_MS;
