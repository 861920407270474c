import { celEnv, parse, plan } from '@bufbuild/cel';
import { isAttribute } from '../attributes.js';
import { askedOf, type Expr, inside, nameOf, textOf } from './cel-tree.js';
import { deceives } from './literals.js';

/** The most that a saved expression may hold; with what `celInput` reads at most, this bounds its time. */
const celCaps = {
  text: 1024,
  /** Parts of the parsed expression, and how deep they nest. */
  nodes: 400,
  depth: 32,
  /** `all`, `exists`, `exists_one`, never one in another; and the parts that they repeat. */
  macros: 2,
  repeated: 32,
  matches: 2,
  pattern: 128,
  repeats: 256,
} as const;

/** The functions of the language, some by the names that operators have in its syntax tree. */
const calls = words(
  '_&&_ _||_ !_ _==_ _!=_ _<_ _<=_ _>_ _>=_ @in _?_:_ _[_] _+_ _-_ _*_ _/_ _%_ -_ @not_strictly_false',
  'size startsWith endsWith contains matches double string',
);
const searches: readonly string[] = ['contains', 'matches', 'startsWith', 'endsWith'];
/** What goes through the whole of a text, so not again for every element of a list. */
const readers: readonly string[] = [...searches, 'size', 'double', 'string'];
const fields: Readonly<Record<string, readonly string[]>> = {
  agent: ['id', 'environment', 'tags'],
  server: ['name', 'environment', 'classification'],
  call: ['client'],
};

/** What is wrong with an expression, or null. */
export function expressionFault(source: string): string | null {
  if (source.length > celCaps.text) return `longer than ${celCaps.text} characters`;
  if (deceives(source)) return 'an expression with hidden or look-alike characters';
  try {
    return treeFault(parse(source).expr);
  } catch (error) {
    return `no expression: ${error instanceof Error ? error.message : 'it cannot be parsed'}`;
  }
}

function treeFault(root: Expr): string | null {
  const count = { nodes: 0, macros: 0, repeated: 0, matches: 0 };
  /** @param bound the variable of the macro it stands in */
  const walk = (expr: Expr, depth: number, bound: string | null): string | null => {
    count.nodes += 1;
    if (count.nodes > celCaps.nodes || depth > celCaps.depth) return 'too large';
    if (bound !== null && ++count.repeated > celCaps.repeated) return `more than ${celCaps.repeated} repeated parts`;
    const asked = askedOf(expr);
    if (asked && asked.of !== bound) return askFault(asked.of, asked.name);
    const { case: kind, value } = expr.exprKind;
    if (kind === 'identExpr') return identFault(value.name, bound);
    if (kind === 'structExpr') return 'makes an object';
    if (kind === 'comprehensionExpr') {
      if (bound !== null) return 'a macro within a macro';
      if (++count.macros > celCaps.macros) return `more than ${celCaps.macros} macros`;
      if (value.accuInit?.exprKind.case === 'listExpr') return 'map and filter are not offered';
      if (value.iterVar in fields || ['args', 'person', 'owner'].includes(value.iterVar))
        return 'a variable named as another';
      if (!value.iterRange || !value.loopStep) return 'no macro';
      // what else a macro unfolds to is ours, not the author's
      return walk(value.iterRange, depth + 1, null) ?? walk(value.loopStep, depth + 1, value.iterVar);
    }
    if (kind === 'callExpr') {
      const fault = callFault(value.function, value.target, value.args, bound);
      if (fault) return fault;
      if (value.function === 'matches' && ++count.matches > celCaps.matches)
        return `more than ${celCaps.matches} matches`;
    }
    return first(inside(expr), (inner) => walk(inner, depth + 1, bound));
  };
  return walk(root, 1, null) ?? (answers(root) ? null : 'its result is not true or false');
}

function first<T>(parts: readonly T[], fault: (part: T) => string | null): string | null {
  for (const part of parts) {
    const found = fault(part);
    if (found) return found;
  }
  return null;
}

function askFault(of: string, name: string): string | null {
  if (of === 'person' || of === 'owner') return isAttribute(name) ? null : `${name} is no attribute of people`;
  if (of === 'args') return null;
  const known = Object.hasOwn(fields, of) ? fields[of] : undefined;
  if (!known) return `${of} is not known`;
  return known.includes(name) ? null : `${of}.${name} is not known`;
}

const identFault = (name: string, bound: string | null): string | null => {
  if (name === bound || name === '@result') return null;
  return name === 'args' || name === 'person' || name === 'owner' || name in fields
    ? `${name} without the name of a part of it`
    : `${name} is not known`;
};

function callFault(name: string, target: Expr | undefined, args: readonly Expr[], bound: string | null): string | null {
  if (!calls.includes(name)) return `${name} is not offered`;
  if (bound !== null && name === '@in' && args[1]?.exprKind.case !== 'listExpr') {
    return 'in a macro, in takes a list that is written out';
  }
  if (bound !== null && name === '_+_' && !args.every((arg) => isOf(arg, bound))) {
    return 'in a macro, only parts of its variable are added';
  }
  if (bound !== null && readers.includes(name) && rootOf(target ?? args[0]) !== bound) {
    return `in a macro, ${name} looks at its variable only`;
  }
  if (!searches.includes(name)) return null;
  const [sought] = args;
  const text = sought ? textOf(sought) : null;
  if (text === null) return `${name} takes a text that is written out`;
  if (bound !== null && name === 'matches') return 'in a macro, matches is not offered';
  return name === 'matches' ? patternFault(text) : null;
}

const isOf = (expr: Expr, bound: string): boolean =>
  [null, bound, '@result'].includes(nameOf(expr)) && inside(expr).every((inner) => isOf(inner, bound));

/** The variable that a chain of fields begins with. */
function rootOf(expr: Expr | undefined): string | null {
  if (!expr) return null;
  const { case: kind, value } = expr.exprKind;
  return kind === 'selectExpr' ? rootOf(value.operand) : nameOf(expr);
}

/** RE2 itself says what it cannot run. */
function patternFault(pattern: string): string | null {
  if (pattern.length > celCaps.pattern) return `a pattern longer than ${celCaps.pattern} characters`;
  if (repeats(pattern) > celCaps.repeats) return `a pattern that repeats more than ${celCaps.repeats} times in all`;
  const tried = plan(celEnv(), parse(`"".matches(${JSON.stringify(pattern)})`).expr)();
  return typeof tried === 'boolean' ? null : 'a pattern that RE2 does not know';
}

/** Counted repetitions of groups multiply what stands in them, so they are taken to multiply everything. */
function repeats(pattern: string): number {
  const counted = [...pattern.matchAll(/(\)?)\{(\d*)(?:,(\d*))?\}/g)];
  const most = (found: RegExpExecArray): number => Math.max(1, Number(found[2]), Number(found[3] ?? 0));
  const groups = counted.filter(([, group]) => group).reduce((product, found) => product * most(found), 1);
  return groups * counted.filter(([, group]) => !group).reduce((sum, found) => sum + most(found), 1);
}

const logical = words('_&&_ _||_ !_ _==_ _!=_ _<_ _<=_ _>_ _>=_ @in _?_:_ _[_]');
/** Could it come out true or false? */
function answers({ exprKind: { case: kind, value } }: Expr): boolean {
  if (kind === 'callExpr') return logical.includes(value.function) || searches.includes(value.function);
  return kind === 'selectExpr' || kind === 'comprehensionExpr';
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
