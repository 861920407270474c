import type { DelegationFacts } from '../facts.js';
import { integers, times } from './column.js';
import { IdTable } from './id-table.js';

/** Who lets an agent act for them, by id, at about 60 bytes each. Numbers in columns are raised by one. */
export class Delegations {
  private readonly ids = new IdTable();
  private readonly parties = new IdTable();
  private readonly person = integers();
  private readonly fromAgent = integers();
  private readonly agent = integers();
  private readonly from = times();
  private readonly to = times();
  /** Of each party as the agent that acts: the first of its delegations, each of which leads to the next. */
  private readonly first = integers();
  private readonly next = integers();

  /** All those by which the agent acts. */
  put(agentId: string, delegations: readonly DelegationFacts[]): void {
    const known = this.parties.find(agentId);
    if (known < 0 && delegations.length === 0) return;
    const agent = known < 0 ? this.parties.intern(agentId) : known;
    for (let at = this.first.get(agent); at !== 0; at = this.next.get(at - 1)) this.agent.set(at - 1, 0);
    this.first.set(agent, 0);
    for (const { id, personId, fromAgentId, validFrom, validTo } of delegations) {
      const at = this.ids.intern(id);
      this.agent.set(at, agent + 1);
      this.person.set(at, personId === null ? 0 : this.parties.intern(personId) + 1);
      this.fromAgent.set(at, fromAgentId === null ? 0 : this.parties.intern(fromAgentId) + 1);
      this.from.set(at, validFrom.getTime());
      this.to.set(at, validTo?.getTime() ?? Infinity);
      this.next.set(at, this.first.get(agent));
      this.first.set(agent, at + 1);
    }
  }

  read(id: string): DelegationFacts | undefined {
    const at = this.ids.find(id);
    const agent = at < 0 ? 0 : this.agent.get(at);
    if (agent === 0) return undefined;
    const [person, fromAgent, to] = [this.person.get(at), this.fromAgent.get(at), this.to.get(at)];
    return {
      id,
      agentId: this.parties.text(agent - 1),
      personId: person === 0 ? null : this.parties.text(person - 1),
      fromAgentId: fromAgent === 0 ? null : this.parties.text(fromAgent - 1),
      validFrom: new Date(this.from.get(at)),
      validTo: to === Infinity ? null : new Date(to),
    };
  }
}
