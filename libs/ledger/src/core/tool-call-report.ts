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
 * The rows that a stretch of the log contributes, in the order of the log: an intent with the outcome of its call, and
 * an outcome without intent, because leaving it out would hide a call. Of several intents or outcomes of one call the
 * first ones belong together, and each other is a row of its own. In this order a log of any length can be told, and
 * checked, with little of it in memory.
 * @param elsewhere the records of the same calls that stand outside of the stretch
 */
export function toolCallRowsOf(stretch: readonly IndexedText[], elsewhere: readonly IndexedText[]): ToolCallRow[] {
  const here = stretch.filter(isCallRecord).map(read);
  const calls = new Map<string, { intent?: Leaf; outcome?: Leaf }>();
  for (const leaf of [...here, ...elsewhere.filter(isCallRecord).map(read)].sort((a, b) => a.index - b.index)) {
    const call = calls.get(callOf(leaf)) ?? {};
    calls.set(callOf(leaf), call);
    call[sideOf(leaf)] ??= leaf;
  }
  return here.flatMap((leaf) => {
    const { intent, outcome } = calls.get(callOf(leaf)) ?? {};
    if (leaf === intent) return [rowOf(leaf, outcome)];
    if (leaf.entry.type === CALL_INTENT) return [rowOf(leaf, undefined)];
    return leaf === outcome && intent ? [] : [rowOf(undefined, leaf)];
  });
}

/** What `manifest.json` says of this report: how it was made, and that every leaf was either used or not a call. */
export function toolCallManifest(rows: number, included: number, size: number) {
  return {
    id: 'tool-calls',
    schema_ver: 2,
    query: 'all leaves of type call.intent or call.outcome, the first of each call_id joined, in the order of the log',
    parameters: {},
    rows,
    included,
    excluded: size - included,
  } as const;
}

export const csvHeader = `${toolCallColumns.join(',')}\r\n`;

/** RFC 4180 with CRLF; a cell that a spreadsheet would take for a formula gets a leading apostrophe. */
export const toCsv = (row: ToolCallRow): string =>
  `${toolCallColumns.map((column) => csvCell(row[column])).join(',')}\r\n`;

/** One JSON object in a line, keys in the order of the columns, every value a string. */
export const toNdjson = (row: ToolCallRow): string =>
  `${JSON.stringify(Object.fromEntries(toolCallColumns.map((column) => [column, row[column]])))}\n`;

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

/** Whether a leaf is one of the two records of a call. */
export function isCallRecord({ text }: IndexedText): boolean {
  if (!text.includes('"type":"call.')) return false;
  const { type } = JSON.parse(text) as Entry;
  return type === CALL_INTENT || type === CALL_OUTCOME;
}

const read = ({ index, text }: IndexedText): Leaf => ({ index, entry: JSON.parse(text) as Entry });
const callOf = ({ entry }: Leaf): string => cell(entry.d['call_id']);
const sideOf = ({ entry }: Leaf): 'intent' | 'outcome' => (entry.type === CALL_INTENT ? 'intent' : 'outcome');

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
