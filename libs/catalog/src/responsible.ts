import { type Actor, Refusal } from '@app/kernel';
import type { ServerRow } from './server.row.js';

/** Who decides, and what is known of them. `isAdmin`: the edge has seen the role; nobody else has it by default. */
export type Deciding = Readonly<{ reason: string; isAdmin?: boolean }>;

/**
 * Whoever answers for a server decides on its tools; so do administrators and the house itself.
 * @throws Refusal `server.not-yours`
 */
export function refuseUnlessResponsible(actor: Actor, server: ServerRow, isAdmin = false): void {
  if (isAdmin || actor.kind !== 'person' || actor.id === server.ownerId) return;
  throw new Refusal('server.not-yours');
}
