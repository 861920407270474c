import type { AgentFacts, AgentGrantFacts } from '../facts.js';
import { integers } from './column.js';
import { Grants } from './grants.js';
import { IdTable } from './id-table.js';
import { Pool } from './pool.js';
import type { Wording } from './wordings.js';

type Traits = Pick<AgentFacts, 'tenant' | 'kind' | 'ceilingId' | 'environment' | 'tags'>;

/** All agents, in columns by number: about 60 bytes each beside their grants. Numbers in columns are raised by one. */
export class Agents {
  private readonly ids = new IdTable();
  private readonly owner = integers();
  private readonly deputy = integers();
  private readonly parent = integers();
  private readonly traits = integers();
  private readonly first = integers();
  private readonly length = integers();
  private readonly kinds = new Pool<Traits>();
  readonly grants = new Grants();

  /** @param people numbers of people */
  constructor(private readonly people: IdTable) {}

  /** All that is known of one agent, whatever was known of it before. */
  put(agent: AgentFacts, grants: readonly AgentGrantFacts[]): void {
    this.remove(agent.id);
    const at = this.ids.intern(agent.id);
    const { tenant, kind, ceilingId, environment, tags } = agent;
    const traits = { tenant, kind, ceilingId, environment, tags };
    this.traits.set(at, this.kinds.take(JSON.stringify(traits), () => traits) + 1);
    this.owner.set(at, this.people.intern(agent.ownerId) + 1);
    this.deputy.set(at, agent.deputyId === null ? 0 : this.people.intern(agent.deputyId) + 1);
    this.parent.set(at, agent.parentId === null ? 0 : this.ids.intern(agent.parentId) + 1);
    this.first.set(at, this.grants.put(grants, tenant));
    this.length.set(at, grants.length);
  }

  remove(id: string): void {
    const at = this.ids.find(id);
    const traits = at < 0 ? 0 : this.traits.get(at);
    if (traits === 0) return;
    this.kinds.drop(traits - 1);
    this.traits.set(at, 0);
    this.grants.remove(this.first.get(at), this.length.get(at));
  }

  read(id: string): AgentFacts | undefined {
    const at = this.ids.find(id);
    const traits = at < 0 ? undefined : this.kinds.at(this.traits.get(at) - 1);
    if (!traits) return undefined;
    const [owner, deputy, parent] = [this.owner.get(at), this.deputy.get(at), this.parent.get(at)];
    return {
      id,
      ...traits,
      ownerId: this.people.text(owner - 1),
      deputyId: deputy === 0 ? null : this.people.text(deputy - 1),
      parentId: parent === 0 ? null : this.ids.text(parent - 1),
    };
  }

  /** Its grants of which this is true. */
  grantsOf(id: string, which: (wording: Wording) => boolean): AgentGrantFacts[] {
    const at = this.ids.find(id);
    if (at < 0 || this.traits.get(at) === 0) return [];
    return this.grants.read(this.first.get(at), this.length.get(at), id, which);
  }

  /** What its grants say, each once. */
  saying(id: string): Wording[] {
    const at = this.ids.find(id);
    if (at < 0 || this.traits.get(at) === 0) return [];
    const numbers = [...this.grants.saying(this.first.get(at), this.length.get(at))];
    return numbers.flatMap((number) => this.grants.wordings.at(number) ?? []);
  }

  get size(): number {
    return this.ids.size;
  }
}
