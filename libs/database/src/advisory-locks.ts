/**
 * Every advisory lock of the house, in one place: two uses of one number block each other without a word, and no test
 * of either alone shows it.
 */
export const advisoryLocks = {
  /** One starter migrates at a time. */
  migration: 7_236_001,
  /** One sequencer extends the ledger at a time. */
  sequencer: 7_236_002,
  /** The worker that holds it runs the timers. */
  leader: 7_236_003,
  /** With a source's hash as second key: its bindings of profiles change while no person of it does, and vice versa. */
  profileBindings: 7_236_007,
  /** With a tenant's hash as second key: taken together by every write of a person (trigger `know_rules`), alone to wait for them. */
  assignmentRules: 7_236_008,
  /** With a tenant's hash as second key: one access.yaml is applied at a time. */
  accessAsCode: 7_236_017,
  /** With an agent's hash as second key: its sessions are counted and begun one after the other. */
  mcpSessions: 7_236_022,
  /** With a subject's hash as second key: it is erased, or held against that, by one at a time. */
  erasure: 7_236_025,
} as const;
