/** Exit codes of `surety`, also printed by `surety --help`. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  differs: 3,
  widens: 4,
} as const;

export const exitCodeHelp = `
Exit codes:
  0   done; for verify: everything holds
  1   failed; the reason stands on standard error; for directory reconcile: there are differences
  2   the command line, a setting or the list to be read is wrong
  3   diff: the file would change something
  4   diff, apply: the file would widen access; nothing was changed
  11  verify: the pack is damaged, incomplete or not what its manifest says
  12  verify: the checkpoint is not signed by the key you trust
  13  verify: the log is not a continuation of the checkpoint you accepted before
  14  verify: records were changed, dropped, inserted or reordered
  15  verify: an opened value is not the one that was committed to
  16  verify: a report does not follow from the records`;
