/** The tenant of a single-company installation; it exists from the first migration on. */
export const DEFAULT_TENANT = '00000000-0000-7000-8000-000000000001';

/**
 * Whoever stands behind a change; every ledger entry names one.
 * `policy` is a rule acting by itself (a deadline, a default), which is never recorded as a person's decision.
 * `tenant` is opaque to everything above `libs/database`: it travels with the actor and is never spelled out.
 */
export type Actor = Readonly<{
  kind: 'person' | 'agent' | 'system' | 'policy';
  id: string;
  tenant: string;
  /** By what means they acted, when it was not in person: `api-token:<id>`. Recorded as `via`. */
  via?: string;
  /** The HTTP request that asked for the change, when there was one. */
  request?: CausingRequest;
}>;

/** `id` is what our answer's `x-request-id` says; `receivedAt` is when its head had arrived, by our clock. */
type CausingRequest = Readonly<{ id: string; receivedAt: Date }>;

export const system = (id: string, tenant: string = DEFAULT_TENANT): Actor => ({ kind: 'system', id, tenant });
export const policy = (id: string, tenant: string = DEFAULT_TENANT): Actor => ({ kind: 'policy', id, tenant });
export const person = (id: string, tenant: string): Actor => ({ kind: 'person', id, tenant });

/** `kind:id`, as shown to people and stored in the ledger. */
export const nameOf = (actor: Actor): string => `${actor.kind}:${actor.id}`;
