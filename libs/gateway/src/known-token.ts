import { hash } from 'node:crypto';
import type { CallContext, Caller } from '@app/access';
import type { VerifiedToken } from '@app/auth';
import type { FenceReplica } from '@app/fence';
import type { CallIntent } from '@app/ledger';
import { Sighting } from './core/sighting.js';

type Fence = Pick<FenceReplica, 'standing'>;

/** What is the same for every call with one token, put together once for as long as the token is remembered. */
export class KnownToken {
  /** In whose name it calls. */
  readonly caller: Caller;
  /** What is known of its calls before anything is looked up; of nobody who is not there it is known how they signed in. */
  readonly context: CallContext;
  /** As it is recorded. */
  readonly recorded: CallIntent['token'];
  private last: Sighting | undefined;

  constructor(private readonly token: VerifiedToken) {
    const { agentId, personId, chain, delegations, clientId, signIn, jti, root, confirmation, workload } = token;
    const [key] = Object.entries(confirmation ?? {});
    this.caller = { agentId, personId, chain, delegations };
    this.context = { clientId, signIn: personId === null ? null : signIn };
    this.recorded = {
      jtiDigest: hash('sha256', jti),
      rootDigest: hash('sha256', root ?? jti),
      confirmation: key ? key.join(':') : null,
      workload,
    };
  }

  /** How the fence knows everybody in its chain now. */
  seenBy(fence: Fence): Sighting {
    const look = (id: string) => fence.standing(id);
    if (!this.last?.isCurrent(look)) this.last = new Sighting(this.token, look);
    return this.last;
  }
}

const known = new WeakMap<VerifiedToken, KnownToken>();

export function knownToken(token: VerifiedToken): KnownToken {
  const before = known.get(token);
  if (before) return before;
  const made = new KnownToken(token);
  known.set(token, made);
  return made;
}
