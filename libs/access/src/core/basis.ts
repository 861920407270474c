import type { ToolFacts } from './facts.js';

export type Basis = Pick<ToolFacts, 'id' | 'state' | 'variantOf'>;

/**
 * What a safe variant is made from, the nearest first: whatever stands in the way of one of these stands in its way,
 * too. Undefined when one is unknown, or is made from itself.
 */
export function basisOf(
  { id, variantOf }: Pick<ToolFacts, 'id' | 'variantOf'>,
  toolOf: (id: string) => Basis | undefined,
): readonly Basis[] | undefined {
  if (variantOf === null) return none;
  const found: Basis[] = [];
  const seen = new Set([id]);
  for (let next: string | null = variantOf; next !== null;) {
    const base = toolOf(next);
    if (!base || seen.has(next)) return undefined;
    seen.add(next);
    found.push(base);
    next = base.variantOf;
  }
  return found;
}

const none: readonly Basis[] = [];
