import type { Upstreams } from '@app/connectors';
import { found } from './found.js';
import type { Call } from './call.js';
import { carried, everything, onlyTools } from './core/capabilities.js';
import type { House } from './house.js';
import { callerOf } from './listed.js';

type Fields = Readonly<Record<string, unknown>>;
export type Endpoint = Readonly<{ capabilities: Fields; instructions?: string }>;

/** No model should have to read more of what nobody has approved. */
const LONGEST_INSTRUCTIONS = 16_384;

/**
 * What this endpoint says of itself: at that of one server what the server says. To those who may use nothing of it, and
 * while it cannot be asked, it has tools and nothing more.
 */
export async function described(call: Call, house: House): Promise<Endpoint> {
  if (call.server === null) return { capabilities: everything };
  const declared = await declaredBy(call, house);
  if (!declared) return { capabilities: onlyTools };
  const { capabilities, instructions } = declared;
  const said = instructions === undefined || instructions.length > LONGEST_INSTRUCTIONS ? {} : { instructions };
  return { capabilities: carried(found(call.message).era, capabilities), ...said };
}

/** What the server of this endpoint declares; null at the endpoint of all, for strangers, and while it cannot be asked. */
export async function declaredBy(
  call: Call,
  { access, clock, upstreams }: House,
): Promise<Awaited<ReturnType<Upstreams['describe']>> | null> {
  if (call.server === null) return null;
  const seen = access.visible({ ...callerOf(call), at: clock.now() });
  const serverId = seen.find(({ serverName }) => serverName === call.server)?.serverId;
  // nothing is declared by one that cannot be asked; a call to it says why
  return serverId === undefined ? null : upstreams.describe(serverId).catch(() => null);
}
