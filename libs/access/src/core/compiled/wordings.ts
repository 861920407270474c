import type { AgentGrantFacts } from '../facts.js';
import { type Asked, askedBy } from './asked.js';
import { Pool } from './pool.js';

/** What a grant of an agent says, without whose it is and since when. */
export type Wording = Omit<AgentGrantFacts, 'id' | 'agentId' | 'validFrom' | 'validTo'> & Readonly<{ tenant: string }>;

/** What grants of agents say, each once however many agents it is given to: agents with the same profile share it. */
export class Wordings {
  private readonly pool = new Pool<Wording>();
  /** Of those whose conditions ask for more than the call. */
  private readonly asking = new Map<Wording, Asked>();

  take(grant: AgentGrantFacts, tenant: string): number {
    const { toolId, pattern, effect, condition, definitionHash, budget, obligations, profileId } = grant;
    const wording = { tenant, toolId, pattern, effect, condition, definitionHash, budget, obligations, profileId };
    return this.pool.take(JSON.stringify(wording), () => {
      const asked = askedBy(condition);
      if (asked.called.length + asked.attributes.length > 0) this.asking.set(wording, asked);
      return wording;
    });
  }

  drop(number: number): void {
    const wording = this.pool.at(number);
    this.pool.drop(number);
    if (wording && !this.pool.at(number)) this.asking.delete(wording);
  }

  at(number: number): Wording | undefined {
    return this.pool.at(number);
  }

  get size(): number {
    return this.pool.size;
  }

  /** What their conditions ask for. */
  get asked(): readonly Asked[] {
    return [...this.asking.values()];
  }
}
