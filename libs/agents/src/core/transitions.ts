/** What is stored. What people are shown also depends on the causes for which it stands still: `shownAs`. */
export type AgentState = 'requested' | 'staged' | 'active' | 'retired';

/** What may happen to an agent. `suspend` and `resume`: a cause is opened or cleared. */
export type AgentEvent =
  'approve' | 'decline' | 'activate' | 'suspend' | 'resume' | 'bind' | 'grant' | 'renew' | 'hand-over' | 'retire';

/** The whole life of an agent: what may happen in which state, and where it leads. What is not here cannot happen. */
export const transitions: Readonly<Record<AgentState, Readonly<Partial<Record<AgentEvent, AgentState>>>>> = {
  requested: {
    approve: 'staged',
    decline: 'retired',
    suspend: 'requested',
    resume: 'requested',
    bind: 'requested',
    grant: 'requested',
    renew: 'requested',
    'hand-over': 'requested',
    retire: 'retired',
  },
  staged: {
    activate: 'active',
    suspend: 'staged',
    resume: 'staged',
    bind: 'staged',
    grant: 'staged',
    renew: 'staged',
    'hand-over': 'staged',
    retire: 'retired',
  },
  active: {
    suspend: 'active',
    resume: 'active',
    bind: 'active',
    grant: 'active',
    renew: 'active',
    'hand-over': 'active',
    retire: 'retired',
  },
  retired: {},
};

/** Where it stands after what happened, or null when this cannot happen to it (any more). */
export const after = (state: AgentState, event: AgentEvent): AgentState | null => transitions[state][event] ?? null;
