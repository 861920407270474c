/**
 * How much of the largest tests is done: 1, as `npm test` has it, is all of it, as promised. `.ci/run`, which has half an
 * hour for everything, takes a seventh, and a twentieth on the other version of Node, on which the rule does not depend.
 */
export const effort = Number(process.env['TEST_EFFORT'] ?? 1);

/** That share of so many, at least one. */
export const shareOf = (count: number): number => Math.max(1, Math.round(count * effort));
