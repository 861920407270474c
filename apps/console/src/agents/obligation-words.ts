import type { Obligation } from './agent.js';

const count = new Intl.NumberFormat('en');

/** What becomes of the result of an allowed call: `customers[*].iban is blanked out in the result`. */
export function obligationWords(obligation: Obligation): string {
  if ('redact' in obligation) {
    return `${obligation.redact.join(', ')} ${obligation.redact.length === 1 ? 'is' : 'are'} blanked out in the result`;
  }
  const { records, bytes } = obligation.cap;
  const most = [
    records === undefined ? null : `${count.format(records)} records`,
    bytes === undefined ? null : `${count.format(bytes)} bytes`,
  ].filter((part) => part !== null);
  return `the result holds at most ${most.join(', ')}`;
}
