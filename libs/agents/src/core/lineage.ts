/** Agents in one line from the outermost whole to the innermost part; a token's chain is no longer either (RFC 8693). */
export const MOST_IN_LINE = 4;
