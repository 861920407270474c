import type { Dialogue, RpcAnswer } from '@app/connectors';
import type { Errand } from './errand.js';

/** What a round adds to the parameters of the request: the client's answers and what the upstream wants back with them. */
export type Round = Readonly<{ inputResponses?: unknown; requestState?: string }>;

/** Sends the request upstream once: the judged parameters and those of the round, judged again by the errand. `round` null: it adds nothing. */
export type Send = (round: Round | null, dialogue: Dialogue | undefined, errand: Errand) => Promise<RpcAnswer>;
