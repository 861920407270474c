import type { Step } from './stage.js';
import { agent } from './steps/agent.js';
import { audit } from './steps/audit.js';
import { calls } from './steps/calls.js';
import { joiner } from './steps/joiner.js';
import { leaver } from './steps/leaver.js';
import { mover } from './steps/mover.js';
import { profile } from './steps/profile.js';
import { review } from './steps/review.js';

/** The main job, end to end, in the order in which it is told. */
export const story: readonly Step[] = [joiner, profile, agent, calls, mover, review, leaver, audit];
