/**
 * Part of a SELECT: a commit returns when it is on disk, also where the server is set to be faster than that. What is
 * stricter stays.
 * @param isLocal for this transaction only
 */
export const durably = (isLocal: boolean): string => `set_config('synchronous_commit',
  CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, ${isLocal})`;
