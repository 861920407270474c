import { canonicalJson } from '@app/kernel';
import type { GrantFacts } from './facts.js';

export type Said = Pick<GrantFacts, 'toolId' | 'pattern' | 'effect' | 'condition' | 'budget' | 'obligations'>;
type Held = Said & Readonly<{ id: string; definitionHash: string | null }>;

/** What must end and what must be added so that exactly the wanted is granted; what is granted already stays as it is. */
export function profileDifference<Wanted extends Said, Row extends Held>(
  held: readonly Row[],
  wanted: readonly Wanted[],
  isCurrent: (grant: Row) => boolean,
): { ended: readonly Row[]; added: readonly Wanted[] } {
  const wants = new Map(wanted.map((grant) => [grantKey(grant), grant]));
  const ended = held.filter((grant) => {
    const stays = isCurrent(grant) && wants.delete(grantKey(grant));
    return !stays;
  });
  return { ended, added: [...wants.values()] };
}

/** The one text of what a grant says: equal grants have equal keys. */
export function grantKey({ toolId, pattern, effect, condition, budget, obligations }: Said): string {
  const selected = pattern && { kind: 'tool', ...pattern };
  return canonicalJson({ toolId, pattern: selected, effect, condition, budget, obligations });
}
