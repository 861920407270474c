import type { PathStep } from './agent.js';

type Words = Readonly<{ short: string; sentence: (who: string) => string }>;

const has =
  (what: string): Words['sentence'] =>
  (who) =>
    `${who} has ${what}.`;

const links: Readonly<Record<string, Words>> = {
  grant: { short: 'no grant', sentence: has('no grant for this tool') },
  condition_unmet: {
    short: 'condition not met',
    sentence: has('a grant, but its condition does not hold for this call'),
  },
  definition_changed: {
    short: 'granted as something else',
    sentence: has('a grant, but on another definition of the tool than the one that is approved'),
  },
  budget_exhausted: { short: 'budget used up', sentence: has('a grant, but its budget has no room left') },
  step_up_required: {
    short: 'no strong enough sign-in',
    sentence: has('a grant that asks for a fresher or stronger sign-in of the person'),
  },
  'acting-person': { short: 'nobody signed in', sentence: () => 'Nobody is signed in for whom the agent could act.' },
  agent: { short: 'no such agent', sentence: () => 'The agent did not exist or was not known.' },
  tool: { short: 'no such tool', sentence: () => 'There is no such tool on any server that is known.' },
  delegation: {
    short: 'no delegation',
    sentence: () => 'No delegation that holds leads from the caller to the beginning.',
  },
  evaluation: { short: 'no answer', sentence: () => 'The rule could not be worked out, so nothing was allowed.' },
};

const begins = {
  agent: 'The agent',
  owner: 'The owner',
  person: 'The person',
  ceiling: 'The class of the agent',
} as const;
const isBegin = (step: PathStep['step']): step is keyof typeof begins => Object.hasOwn(begins, step);

/** In a word or two, for the end of a path. */
export const missingWord = (id: string): string => links[id]?.short ?? `no ${id.replaceAll(/[_-]/g, ' ')}`;

/** The first link that is missing, as a sentence; null of a path that misses none. */
export function missingSentence(path: readonly PathStep[]): string | null {
  const missing = path.find(({ step }) => step === 'missing');
  if (!missing) return null;
  const side = path.findLast(({ step }) => isBegin(step));
  const who = side && isBegin(side.step) ? [begins[side.step], side.name].filter(Boolean).join(' ') : 'Nobody';
  return links[missing.id]?.sentence(who) ?? `What is missing: ${missing.id.replaceAll(/[_-]/g, ' ')}.`;
}
