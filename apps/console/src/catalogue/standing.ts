import type { Server, Tool } from './catalogue.js';

export type Standing = Readonly<{ word: string; tone: 'allow' | 'hold' | 'deny' | 'plain'; because: string | null }>;

type Judged = Pick<Tool, 'state' | 'definitionHash' | 'approvedHash' | 'refusedHash'>;

/** Whether grants may use a tool, and if not, why. */
export function toolStanding({ state, definitionHash, approvedHash, refusedHash }: Judged): Standing {
  if (state === 'removed') return { word: 'Removed', tone: 'plain', because: 'its server no longer offers it' };
  if (state === 'available') return { word: 'Available', tone: 'allow', because: null };
  if (refusedHash === definitionHash)
    return { word: 'Refused', tone: 'deny', because: 'somebody refused this definition' };
  if (approvedHash === '') return { word: 'Held back', tone: 'hold', because: 'new, nobody has approved it' };
  if (approvedHash === definitionHash)
    return { word: 'Held back', tone: 'hold', because: 'what it is made from is not available' };
  return { word: 'Held back', tone: 'hold', because: 'it changed and waits for a decision' };
}

/** Somebody is asked to decide; what was refused is not asked about again. */
export const waits = (tool: Judged): boolean =>
  tool.state === 'held' && tool.refusedHash !== tool.definitionHash && tool.approvedHash !== tool.definitionHash;

type Observed = Pick<Server, 'status'> & Readonly<{ health?: Pick<NonNullable<Server['health']>, 'status'> | null }>;

/** Whether a server can be used; that it was never read is not taken for health. */
export function serverStanding({ status, health }: Observed): Standing {
  if (status === 'disabled') return { word: 'Disabled', tone: 'plain', because: 'nothing of it is called' };
  if (health?.status === 'failing') return { word: 'Failing', tone: 'deny', because: null };
  if (health?.status === 'healthy') return { word: 'Healthy', tone: 'allow', because: null };
  return { word: 'Not read yet', tone: 'hold', because: null };
}
