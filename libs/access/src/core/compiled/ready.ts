import type { Subject } from '../conclude.js';
import type { Needs } from '../decision.js';
import type { CompiledTool } from './catalogue.js';

/** All that is known of calls of one tool by one agent for one person before the call itself; `needs` when first asked. */
export type Ready = { readonly subject: Subject; needs?: Needs | null };

/** Kept of all agents together. */
const MOST_KEPT = 100_000;

/** What was put together for calls that came, as long as nothing has changed. */
export class ReadyCalls {
  private byTool = new Map<CompiledTool, Map<string, Map<string | null, Ready>>>();
  private kept = 0;

  of(tool: CompiledTool, agentId: string, personId: string | null, make: () => Subject): Ready {
    const known = this.byTool.get(tool)?.get(agentId)?.get(personId);
    if (known) return known;
    const ready: Ready = { subject: make() };
    if (this.kept >= MOST_KEPT) this.forget();
    this.kept += 1;
    const agents = this.byTool.get(tool) ?? new Map<string, Map<string | null, Ready>>();
    const people = agents.get(agentId) ?? new Map<string | null, Ready>();
    this.byTool.set(tool, agents.set(agentId, people.set(personId, ready)));
    return ready;
  }

  forget(): void {
    if (this.kept === 0) return;
    this.byTool = new Map();
    this.kept = 0;
  }
}
