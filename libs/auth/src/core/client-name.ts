/** Longest name of a client that people are shown, in characters. */
const LONGEST = 100;

/**
 * What a client calls itself, as people see it and as its agent is named: one line, without characters that nobody sees
 * or that turn the text around, and no longer than a name is.
 * @param name its own word; without one its id speaks for it
 */
export function shownName({ clientName, clientId }: Readonly<{ clientName?: string | undefined; clientId: string }>) {
  const seen = (clientName ?? '')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const whole = Array.from(seen === '' ? clientId : seen);
  return whole.length <= LONGEST ? whole.join('') : `${whole.slice(0, LONGEST - 1).join('')}…`;
}
