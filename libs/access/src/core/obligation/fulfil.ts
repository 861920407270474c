import type { Obligation } from '../condition/types.js';
import { bare, type Fields } from './documents.js';
import { redacted } from './redact.js';
import { cutTo } from './records.js';

/** What is to be done with a result; of several caps the smallest counts. */
export type Due = Readonly<{ redact: readonly string[]; records: number; bytes: number }>;

export function dueOf(obligations: readonly Obligation[]): Due {
  let [records, bytes] = [Infinity, Infinity];
  const redact = new Set<string>();
  for (const each of obligations) {
    if ('redact' in each) each.redact.forEach((path) => redact.add(path));
    else {
      records = Math.min(records, each.cap.records ?? Infinity);
      bytes = Math.min(bytes, each.cap.bytes ?? Infinity);
    }
  }
  return { redact: [...redact], records, bytes };
}

/**
 * The result as it may be told.
 * @param recordsAt path of the list of records, as said of the tool
 * @returns null: what is due cannot be done, so nothing of it may be told
 */
export function fulfilled({ redact, records, bytes }: Due, result: Fields, recordsAt: string | null): Fields | null {
  const told = redact.length > 0 ? redacted(redact, result) : result;
  const cut = told && records < Infinity ? cutTo(records, bare(told), recordsAt) : told;
  return cut && bytes < Infinity && bytesIn(cut) > bytes ? null : cut;
}

/** Bytes of a result as it goes over the wire. */
export const bytesIn = (result: Fields): number => Buffer.byteLength(JSON.stringify(result));
