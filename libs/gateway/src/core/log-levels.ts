/** Severities of log messages, from the least (RFC 5424 §6.2.1, by their names in MCP). */
const levels: readonly unknown[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

export const isLevel = (value: unknown): value is string => levels.includes(value);

/** Whether somebody who hears from one level on hears this one; null hears none. */
export const isHeard = (from: string | null, level: unknown): boolean =>
  from !== null && isLevel(level) && levels.indexOf(level) >= levels.indexOf(from);
