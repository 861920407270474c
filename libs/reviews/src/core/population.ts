import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/kernel';

/** What is frozen of one grant and shown to its reviewer, whatever happens to agent, tool or grant afterwards. */
export type Snapshot = Readonly<{
  agent: Readonly<{ id: string; name: string; kind: string; purpose: string; ownerId: string; ownerName: string }>;
  tool: Readonly<{ id: string; server: string; name: string; risk: string }>;
  grant: Readonly<{
    id: string;
    effect: string;
    condition: object | null;
    definitionHash: string;
    /** RFC 3339. */
    validFrom: string;
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
