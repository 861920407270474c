import { bearer } from './bearer.js';
import { decision } from './decision.js';
import { endpoint } from './endpoint.js';
import { fence } from './fence.js';
import { forward } from './forward.js';
import { freshness } from './freshness.js';
import { intent } from './intent.js';
import { message } from './message.js';
import { method } from './method.js';
import { origin } from './origin.js';
import { outcome } from './outcome.js';
import { release } from './release.js';
import { repeated } from './repeated.js';
import { round } from './round.js';
import { session } from './session.js';
import { settle } from './settle.js';
import { size } from './size.js';
import { spend } from './spend.js';
import { standing } from './standing.js';
import type { LastWord, Step } from './step.js';
import { target } from './target.js';
import { variant } from './variant.js';

export type Row = Readonly<{ name: string; run: Step } | { name: string; always: LastWord }>;

/**
 * The way of a call, read from top to bottom; the first step that ends it decides the answer. `always` also runs for a
 * call that has ended, to record how.
 */
export const admission: readonly Row[] = [
  { name: 'endpoint', run: endpoint },
  { name: 'origin', run: origin },
  { name: 'size', run: size },
  { name: 'bearer', run: bearer },
  { name: 'message', run: message },
  { name: 'freshness', run: freshness },
  { name: 'standing', run: standing },
  { name: 'session', run: session },
  { name: 'method', run: method },
  { name: 'target', run: target },
  { name: 'decision', run: decision },
  { name: 'repeated', run: repeated },
  { name: 'variant', run: variant },
  { name: 'round', run: round },
  { name: 'spend', run: spend },
  { name: 'intent', always: intent },
  { name: 'forward', run: forward },
  { name: 'settle', run: settle },
  { name: 'fence', run: fence },
  { name: 'release', run: release },
  { name: 'outcome', always: outcome },
];
