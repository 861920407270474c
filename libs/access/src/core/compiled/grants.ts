import type { AgentGrantFacts } from '../facts.js';
import { integers, times } from './column.js';
import { IdColumn } from './id-column.js';
import { type Wording, Wordings } from './wordings.js';

/** The grants of all agents, at 36 bytes each beside what they say; those of one agent lie side by side. */
export class Grants {
  readonly wordings = new Wordings();
  private readonly ids = new IdColumn();
  private readonly wording = integers();
  private readonly from = times();
  private readonly to = times();
  private readonly free = new Map<number, number[]>();
  private end = 0;

  /** @returns where they begin */
  put(grants: readonly AgentGrantFacts[], tenant: string): number {
    const { length } = grants;
    const first = this.free.get(length)?.pop() ?? this.end;
    if (first === this.end) this.end += length;
    for (const [i, grant] of grants.entries()) {
      this.ids.set(first + i, grant.id);
      this.wording.set(first + i, this.wordings.take(grant, tenant));
      this.from.set(first + i, grant.validFrom.getTime());
      this.to.set(first + i, grant.validTo?.getTime() ?? Infinity);
    }
    return first;
  }

  remove(first: number, length: number): void {
    for (let at = first; at < first + length; at++) this.wordings.drop(this.wording.get(at));
    if (length === 0) return;
    const free = this.free.get(length);
    if (free) free.push(first);
    else this.free.set(length, [first]);
  }

  /** How many places are held, filled or not. */
  get places(): number {
    return this.end;
  }

  /** @param which those of which this is true, of all of the agent's */
  read(first: number, length: number, agentId: string, which: (wording: Wording) => boolean): AgentGrantFacts[] {
    const found: AgentGrantFacts[] = [];
    for (let at = first; at < first + length; at++) {
      const wording = this.wordings.at(this.wording.get(at));
      if (wording && which(wording)) found.push(this.at(at, agentId, wording));
    }
    return found;
  }

  /** Numbers of what they say, each once. */
  saying(first: number, length: number): Set<number> {
    return new Set(Array.from({ length }, (_, i) => this.wording.get(first + i)));
  }

  private at(at: number, agentId: string, wording: Wording): AgentGrantFacts {
    const to = this.to.get(at);
    const validTo = to === Infinity ? null : new Date(to);
    return { ...wording, id: this.ids.text(at), agentId, validFrom: new Date(this.from.get(at)), validTo };
  }
}
