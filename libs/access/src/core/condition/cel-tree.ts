import type { parse } from '@bufbuild/cel';

export type Expr = ReturnType<typeof parse>['expr'];

/** The expressions that one directly holds. */
export function inside({ exprKind: { case: kind, value } }: Expr): readonly Expr[] {
  const present = (...parts: readonly (Expr | undefined)[]): Expr[] => parts.filter((part) => part !== undefined);
  switch (kind) {
    case 'selectExpr':
      return present(value.operand);
    case 'callExpr':
      return present(value.target, ...value.args);
    case 'listExpr':
      return value.elements;
    case 'structExpr':
      return value.entries.flatMap(({ keyKind, value: of }) =>
        present(keyKind.case === 'mapKey' ? keyKind.value : undefined, of),
      );
    case 'comprehensionExpr':
      return present(value.iterRange, value.accuInit, value.loopCondition, value.loopStep, value.result);
    case 'identExpr':
    case 'constExpr':
    case undefined:
      return [];
  }
}

export const nameOf = ({ exprKind }: Expr): string | null =>
  exprKind.case === 'identExpr' ? exprKind.value.name : null;

/** The text of a literal. */
export function textOf({ exprKind }: Expr): string | null {
  if (exprKind.case !== 'constExpr') return null;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'stringValue' ? constantKind.value : null;
}

/** `person.department` and `person["department"]` → person and department. */
export function askedOf(expr: Expr): Readonly<{ of: string; name: string }> | null {
  const { exprKind } = expr;
  if (exprKind.case === 'selectExpr') return joined(exprKind.value.operand, exprKind.value.field);
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== '_[_]') return null;
  const [from, key] = exprKind.value.args;
  return joined(from, key ? textOf(key) : null);
}
function joined(from: Expr | undefined, name: string | null): Readonly<{ of: string; name: string }> | null {
  const of = from && nameOf(from);
  return of && name !== null ? { of, name } : null;
}

/** The names of what it asks of these variables, each once. */
export function askedIn(expr: Expr, variables: readonly string[]): readonly string[] {
  const asked = askedOf(expr);
  if (asked && variables.includes(asked.of)) return [asked.name];
  return [...new Set(inside(expr).flatMap((inner) => askedIn(inner, variables)))];
}
