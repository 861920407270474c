import type { AgentGrantFacts, GrantFacts, ToolFacts } from './facts.js';
import { type Asked, fits, narrows } from './fits.js';
import { groupBy } from './group-by.js';
import { patternKey } from './selector/pattern.js';

/** A tool, with what people are told of it. */
export type ReachedTool = Asked & Pick<ToolFacts, 'state' | 'acceptedHashes'> & Readonly<{ serverName: string }>;
export type ReachingGrant = Pick<AgentGrantFacts, 'toolId' | 'pattern' | 'profileId'>;
export type HeldGrant = Pick<GrantFacts, 'toolId' | 'pattern' | 'definitionHash' | 'effect'> &
  Readonly<{ profileId: string }>;

/**
 * Which tools a grant of an agent is about now, whatever else must be true for a call: the tool that it names, or those
 * available that it selects; of a profile those that the profile grants. Equal questions are answered from memory.
 */
export function reachOf(tools: readonly ReachedTool[], held: readonly HeldGrant[]): Reach {
  const byId = new Map(tools.map((tool) => [tool.id, tool]));
  const available = tools.filter(({ state }) => state === 'available');
  const ofProfile = groupBy(
    held.filter(({ effect }) => effect !== 'deny'),
    ({ profileId }) => profileId,
  );
  const granted = remembered((id: string) =>
    available.filter((tool) => ofProfile.get(id)?.some((grant) => isPinned(grant, tool) && fits(grant, tool))),
  );
  const selected = new Map<string, readonly ReachedTool[]>();
  return ({ toolId, pattern, profileId }) => {
    if (profileId === null && toolId !== null) return [byId.get(toolId)].flatMap((tool) => tool ?? []);
    const key = `${profileId ?? ''} ${toolId ?? ''} ${pattern === null ? '' : patternKey(pattern)}`;
    const known = selected.get(key);
    if (known) return known;
    const among = profileId === null ? available : granted(profileId);
    const found = among.filter((tool) => narrows({ toolId, pattern, profileId, effect: 'allow' }, tool));
    selected.set(key, found);
    return found;
  };
}
export type Reach = (grant: ReachingGrant) => readonly ReachedTool[];

const isPinned = ({ definitionHash }: HeldGrant, { acceptedHashes }: ReachedTool): boolean =>
  definitionHash === null || acceptedHashes.includes(definitionHash);

function remembered<Answer>(of: (id: string) => Answer): (id: string) => Answer {
  const known = new Map<string, Answer>();
  return (id) => {
    const answer = known.get(id) ?? of(id);
    known.set(id, answer);
    return answer;
  };
}
