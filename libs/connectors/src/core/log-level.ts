/** Severities of log messages, from the least (RFC 5424 by their names in MCP). */
const levels: readonly unknown[] = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

/** Whether a message of this level is heard from the given one on; null hears none. */
export const isHeard = (from: string | null, level: unknown): boolean =>
  from !== null && levels.includes(level) && levels.indexOf(level) >= levels.indexOf(from);
