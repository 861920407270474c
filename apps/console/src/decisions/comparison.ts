import type { Explained } from './explained.js';
import { isOfRights, reasonOf } from './reasons.js';

export type Comparison = Readonly<{ tone: 'same' | 'other' | 'untold'; title: string; because: string }>;
type Compared = Pick<Explained, 'agrees' | 'inputs' | 'effect' | 'code'> & Readonly<{ recorded: string }>;

const effects = { allow: 'allowed', hold: 'held', deny: 'refused' } as const;

/** Whether the rule says of a recorded call now what it said then; that it cannot be told is not taken for agreement. */
export function compared({ agrees, inputs, effect, code, recorded }: Compared): Comparison {
  if (agrees === true) {
    return {
      tone: 'same',
      title: 'The same comes out now',
      because: 'Worked out anew from the grants, people and tools as they were at that time.',
    };
  }
  if (agrees === false) {
    return {
      tone: 'other',
      title: 'Something else comes out now',
      because: `From what was true at that time the call would be ${effects[effect]}: ${reasonOf(code)} Tell whoever runs Surety.`,
    };
  }
  if (!isOfRights(recorded)) {
    return {
      tone: 'untold',
      title: 'Not a question of rights',
      because: 'The call was refused before its rights counted. Below is what the rights alone would have said.',
    };
  }
  return {
    tone: 'untold',
    title: 'Nobody can tell any more',
    because: `${lost[inputs ?? 'not-kept']} What stands below is for some arguments or other.`,
  };
}

const lost = {
  kept: 'What the call was about was not enough to decide it again.',
  'without-arguments': 'The arguments were too large to be kept, and the answer depends on them.',
  'not-kept': 'What the call was about is no longer kept, and the answer depends on it.',
} as const;
