import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/kernel';
import { compile, type Compiled } from '../core/condition/compile.js';
import type { Condition, Counter } from '../core/condition/types.js';
import type { Pattern } from '../core/selector/pattern.js';

export type Leaf = Exclude<
  Condition,
  { all: unknown } | { any: unknown } | { not: unknown }
>; /** Whose condition it is. */
export type Of = Pick<NamedCounter, 'grantId' | 'profileId'>;

type Computed = Readonly<{ leaf: Leaf; match: Compiled }>;
/** A counter with the grant and profile that it is counted for, where it is counted for these. */
export type NamedCounter = Readonly<{ counter: Counter; grantId: string; profileId: string | null }>;

/** What policies speak of, so that every context says it: gathered while they are written. */
export class Vocabulary {
  /** Tests that we evaluate, because Cedar cannot say them. */
  readonly computed = new Map<string, Computed>();
  /** Tests that we evaluate only where the values are not plain. */
  readonly doubted = new Map<string, Computed>();
  readonly counters = new Map<string, NamedCounter>();
  readonly zones = new Set<string>();
  readonly paths = new Set<string>();
  readonly attributes = new Set<string>();
  /** Patterns with `?`, by the text under which a tool says that it fits. */
  readonly globs = new Map<string, Readonly<{ pattern: Pattern; unsaid: boolean }>>();

  compute(leaf: Leaf, into: 'computed' | 'doubted' = 'computed'): string {
    const key = createHash('sha256').update(canonicalJson(leaf)).digest('hex').slice(0, 16);
    if (!this[into].has(key)) this[into].set(key, { leaf, match: compile(leaf) });
    return key;
  }

  count(named: NamedCounter): string {
    const { counter, grantId, profileId } = named;
    const { unit, per, window } = counter;
    const words = [unit, window === 'session' ? window : `${window.every} in ${window.zone}`];
    const whose = per.toSorted().map((each) => {
      if (each === 'grant') return `grant ${grantId}`;
      return each === 'profile' ? `profile ${profileId ?? ''}` : each;
    });
    const label = `${words.join(' a ')} per ${whose.join(', ')}`;
    this.counters.set(label, named);
    return label;
  }
}
