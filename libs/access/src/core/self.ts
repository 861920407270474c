import { alone, type Caller } from './decision.js';
import type { AccessFacts } from './facts.js';
import type { Kind } from './selector/pattern.js';

const kinds: readonly Kind[] = ['tool', 'resource', 'resource_template', 'prompt'];
/** Never the id of an agent: nobody ever made it. */
const SELF = '00000000-0000-8000-8000-00000000005e';

/** Facts with an agent of the person's own that is granted everything: what it may do is what the person may. */
export function withSelf(facts: AccessFacts, personId: string, at: Date): AccessFacts {
  const tenant = facts.servers[0]?.tenant ?? '';
  const self = { id: SELF, tenant, kind: 'autonomous', ownerId: personId, deputyId: personId } as const;
  const nothing = {
    toolId: null,
    condition: null,
    definitionHash: null,
    budget: null,
    obligations: [],
    profileId: null,
  };
  const grants = kinds.map((kind) => ({
    ...nothing,
    id: `${SELF}-${kind}`,
    agentId: SELF,
    pattern: { kind, name: '*' },
    effect: 'allow' as const,
    validFrom: at,
    validTo: null,
  }));
  return {
    ...facts,
    agents: [...facts.agents, { ...self, parentId: null, ceilingId: null, environment: null, tags: [] }],
    agentGrants: [...facts.agentGrants, ...grants],
  };
}

export const ownSelf = (): Caller => alone(SELF);
