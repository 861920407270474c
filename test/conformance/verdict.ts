import { type Difference, type Failure, allOf, differencesOf, failuresOf, scoreOf } from './comparison.js';
import { reasonFor } from './reasons.js';
import { type Findings, type Revision, requirementsOf } from './suite.js';

type Located<T> = T & Readonly<{ target: string; revision: Revision }>;

/** What all runs found together, and whether it will do. */
export class Verdict {
  readonly rows: Record<string, string | number>[] = [];
  private readonly scored: Located<Failure>[] = [];
  private readonly unscored: Located<Failure>[] = [];
  private readonly changed: Located<Difference>[] = [];

  add(found: Findings, revision: Revision, target: string): void {
    const { scored, unscored } = requirementsOf(revision);
    const [counts, others] = [scoreOf(found, scored), scoreOf(found, [...unscored.keys()])];
    this.rows.push({
      revision,
      target,
      'scored passed': counts.passed,
      'scored failed': counts.failed,
      'unscored passed': others.passed,
      'unscored failed': others.failed,
    });
    const located = (failure: Failure) => ({ ...failure, target, revision });
    this.scored.push(...failuresOf(found, scored).map(located));
    this.unscored.push(...failuresOf(found, [...unscored.keys()]).map(located));
  }

  compare(fixture: Findings, gateway: Findings, revision: Revision, target: string): void {
    const differences = differencesOf(fixture, gateway, allOf(requirementsOf(revision)));
    this.changed.push(...differences.map((each) => ({ ...each, target, revision })));
  }

  /** Every scored check passes everywhere, and what is otherwise than with the fixture alone has its reason. */
  get isGood(): boolean {
    return this.scored.length === 0 && [...this.unscored, ...this.changed].every((each) => because(each) !== undefined);
  }

  get figures(): object {
    const { rows, scored, unscored, changed } = this;
    return { rows, scored, unscored: unscored.map(reasoned), changed: changed.map(reasoned) };
  }

  /** Paragraphs of a title and its lines. */
  *told(): Generator<readonly [title: string, lines: readonly string[]]> {
    yield ['Scored checks that failed', this.scored.map((each) => `${place(each)}  ${each.says}`)];
    yield ['Checks that come out otherwise behind the gateway, and why', grouped(this.changed, moved)];
    yield ['Unscored checks that failed, and why', grouped(this.unscored, () => '')];
  }
}

type Noted = Located<Failure | Difference>;
const because = ({ scenario, check }: Noted): string | undefined => reasonFor(scenario, check);
const place = ({ revision, target, scenario, check }: Noted): string => `${revision}, ${target}: ${scenario}:${check}`;
const moved = ({ fixture, gateway }: Difference): string => ` ${fixture} -> ${gateway}`;
const reasoned = <T extends Noted>(each: T) => ({ ...each, reason: because(each) ?? null });

/** One line for each scenario and reason; what has no reason, line by line and with what the suite said. */
function grouped<T extends Noted>(all: readonly T[], more: (each: T) => string): string[] {
  const lines = new Map<string, number>();
  for (const each of all) {
    const reason = because(each);
    const line = reason
      ? `${each.revision}, ${each.target}: ${each.scenario}  ${reason}`
      : `NO REASON: ${place(each)}${more(each)}  ${each.says}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return [...lines].map(([line, count]) => (count > 1 ? `${line} (${count} checks)` : line));
}
