import type { Check, Findings, Requirements } from './suite.js';

export type Difference = Readonly<{ scenario: string; check: string; fixture: string; gateway: string; says: string }>;
export type Failure = Readonly<{ scenario: string; check: string; says: string }>;
export type Score = Readonly<{ passed: number; failed: number }>;

/** Counts of checks; what a scenario only tells (INFO, SKIPPED) counts as neither. */
export function scoreOf(found: Findings, scenarios: readonly string[]): Score {
  const checks = scenarios.flatMap((scenario) => found.get(scenario) ?? []);
  const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
  return { passed, failed: checks.filter(hasFailed).length };
}

const hasFailed = ({ status }: Check): boolean => status === 'FAILURE' || status === 'WARNING';

export const failuresOf = (found: Findings, scenarios: readonly string[]): Failure[] =>
  scenarios.flatMap((scenario) => {
    const checks = found.get(scenario);
    if (checks === undefined) return [{ scenario, check: '-', says: 'was not run' }];
    return checks.filter(hasFailed).map(({ id, says }) => ({ scenario, check: id, says }));
  });

/** Every check that came out otherwise behind the gateway; a check that came several times is compared each time. */
export function differencesOf(fixture: Findings, gateway: Findings, scenarios: readonly string[]): Difference[] {
  return scenarios.flatMap((scenario) => {
    const [alone, behind] = [byId(fixture.get(scenario)), byId(gateway.get(scenario))];
    return [...new Set([...alone.keys(), ...behind.keys()])].flatMap((check) => {
      const [before, after] = [alone.get(check) ?? [], behind.get(check) ?? []];
      const length = Math.max(before.length, after.length);
      return Array.from({ length }, (_, index) => ({
        scenario,
        check,
        fixture: before[index]?.status ?? 'absent',
        gateway: after[index]?.status ?? 'absent',
        says: after[index]?.says ?? '',
      })).filter((each) => each.fixture !== each.gateway);
    });
  });
}

function byId(checks: readonly Check[] = []): Map<string, Check[]> {
  const grouped = new Map<string, Check[]>();
  for (const check of checks) grouped.set(check.id, [...(grouped.get(check.id) ?? []), check]);
  return grouped;
}

export const allOf = ({ scored, unscored }: Requirements): string[] => [...scored, ...unscored.keys()];
