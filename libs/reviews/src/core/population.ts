import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/kernel';

type Tool = Readonly<{ id: string; server: string; name: string; risk: string }>;

/** What is frozen of one grant and shown to its reviewer, whatever happens to agent, tool or grant afterwards. */
export type Snapshot = Readonly<{
  agent: Readonly<{ id: string; name: string; kind: string; purpose: string; ownerId: string; ownerName: string }>;
  /** The tool that the grant names; null when it selects several. */
  tool: Tool | null;
  /** Which tools the grant was about when it was frozen; left out of what was frozen before grants had several. */
  tools?: readonly Tool[];
  grant: Readonly<{
    id: string;
    effect: string;
    pattern: object | null;
    /** The profile that the agent holds by it. */
    profile: Readonly<{ id: string; name: string; version: number }> | null;
    condition: object | null;
    budget: object | null;
    obligations: readonly object[];
    definitionHash: string | null;
    /** RFC 3339, as `validTo`. */
    validFrom: string;
    /** Null: until further notice. */
    validTo: string | null;
    grantedBy: string;
  }>;
}>;

/** SHA-256 in hexadecimal over the canonical (RFC 8785) snapshots, one a line, ordered by grant id. */
export function populationHash(population: readonly Snapshot[]): string {
  const hash = createHash('sha256');
  const ordered = population.toSorted((a, b) => (a.grant.id < b.grant.id ? -1 : 1));
  for (const snapshot of ordered) hash.update(`${canonicalJson(snapshot)}\n`);
  return hash.digest('hex');
}
