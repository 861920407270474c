import { CALL_INTENT, CALL_OUTCOME } from './call-record.js';
import { canonical } from './canonical.js';
import type { Entry } from './entry.js';

/** Columns of the tool-call report (R7), in order. */
export const toolCallColumns = [
  'time',
  'call_id',
  'agent',
  'owner',
  'owner_status',
  'on_behalf_of',
  'chain',
  'client',
  'server',
  'tool',
  'definition_hash',
  'args_digest',
  'decision',
  'reason_code',
  'grant_ids',
  'fence_seq',
  'result',
  'latency_ms',
  'intent_index',
  'outcome_index',
] as const;

export type ToolCallRow = Readonly<Record<(typeof toolCallColumns)[number], string>>;
export type IndexedText = Readonly<{ index: number; text: string }>;

type Leaf = Readonly<{ index: number; entry: Entry }>;

/**
 * One row per call: the n-th intent of a call id joined with its n-th outcome, in order of index; an outcome without
 * intent is a row too, because leaving it out would hide a call. Sorted by time, then by index of the intent.
 */
export function toolCallRows(entries: readonly IndexedText[]): ToolCallRow[] {
  const calls = new Map<string, { intents: Leaf[]; outcomes: Leaf[] }>();
  for (const { index, text } of [...entries].sort((a, b) => a.index - b.index)) {
    const entry = JSON.parse(text) as Entry;
    if (!isCallRecord(entry)) continue;
    const id = cell(entry.d['call_id']);
    const call = calls.get(id) ?? { intents: [], outcomes: [] };
    calls.set(id, call);
    (entry.type === CALL_INTENT ? call.intents : call.outcomes).push({ index, entry });
  }
  return [...calls.values()]
    .flatMap(({ intents, outcomes }) =>
      Array.from({ length: Math.max(intents.length, outcomes.length) }, (_, n) => rowOf(intents[n], outcomes[n])),
    )
    .sort((a, b) => order(a.time, b.time) || placeOf(a) - placeOf(b));
}

/** What `manifest.json` says of this report: how it was made, and that every leaf was either used or not a call. */
export function toolCallManifest(entries: readonly IndexedText[], rows: readonly ToolCallRow[]) {
  const included = entries.filter(({ text }) => isCallRecord(JSON.parse(text) as Entry)).length;
  return {
    id: 'tool-calls',
    schema_ver: 1,
    query: 'all leaves of type call.intent or call.outcome, joined by call_id, sorted by time and intent_index',
    parameters: {},
    rows: rows.length,
    included,
    excluded: entries.length - included,
  } as const;
}

/** RFC 4180 with header and CRLF; a cell that a spreadsheet would take for a formula gets a leading apostrophe. */
export function toCsv(rows: readonly ToolCallRow[]): string {
  const lines = rows.map((row) => toolCallColumns.map((column) => row[column]));
  return [[...toolCallColumns], ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** One JSON object per line, keys in the order of the columns, every value a string. */
export function toNdjson(rows: readonly ToolCallRow[]): string {
  return rows.map((row) => `${JSON.stringify(Object.fromEntries(toolCallColumns.map((c) => [c, row[c]])))}\n`).join('');
}

function rowOf(intent: Leaf | undefined, outcome: Leaf | undefined): ToolCallRow {
  const detail = (intent ?? outcome)?.entry.d ?? {};
  const result = outcome?.entry.d ?? {};
  return {
    time: (intent ?? outcome)?.entry.at ?? '',
    call_id: cell(detail['call_id']),
    agent: cell(detail['agent']),
    owner: cell(detail['owner']),
    owner_status: cell(detail['owner_status']),
    on_behalf_of: cell(detail['on_behalf_of']),
    chain: cell(detail['chain']),
    client: cell(detail['client']),
    server: cell(detail['server']),
    tool: cell(detail['tool']),
    definition_hash: cell(detail['definition_hash']),
    args_digest: cell(detail['args_digest']),
    decision: cell(detail['decision']),
    reason_code: cell(detail['reason_code']),
    grant_ids: cell(detail['grant_ids']),
    fence_seq: cell(detail['fence_seq']),
    result: cell(result['result_status']) || unanswered(detail['decision']),
    latency_ms: milliseconds(result['latency_us']),
    intent_index: cell(intent?.index),
    outcome_index: cell(outcome?.index),
  };
}

/** A call that was not allowed never had an outcome; one that was allowed and has none ended nobody knows how. */
const unanswered = (decision: unknown): string => (decision === 'deny' || decision === 'hold' ? 'refused' : 'unknown');

const isCallRecord = (entry: Entry): boolean => entry.type === CALL_INTENT || entry.type === CALL_OUTCOME;

/** Texts stay, lists of texts are joined by a space, nothing is empty, all else is its canonical JSON. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(' ');
  return canonical(value);
}

/** Whole microseconds as milliseconds with three decimals. */
function milliseconds(microseconds: unknown): string {
  if (typeof microseconds !== 'number' || !Number.isSafeInteger(microseconds) || microseconds < 0) return '';
  return `${Math.floor(microseconds / 1000)}.${String(microseconds % 1000).padStart(3, '0')}`;
}

function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const placeOf = (row: ToolCallRow): number => Number(row.intent_index || row.outcome_index);
