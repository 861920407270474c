/**
 * How much of the largest tests is done: 1 is all of it, as promised. The second run of `.ci/run`, on the other version
 * of Node, takes a tenth, because the rule does not depend on it.
 */
export const effort = Number(process.env['TEST_EFFORT'] ?? 1);

/** That share of so many, at least one. */
export const shareOf = (count: number): number => Math.max(1, Math.round(count * effort));
