import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_INTENT, CALL_OUTCOME } from './call-record.js';
import { sealEntry } from './entry.js';
import {
  type IndexedText,
  csvHeader,
  isCallRecord,
  toCsv,
  toNdjson,
  toolCallColumns,
  toolCallManifest,
  toolCallRowsOf,
} from './tool-call-report.js';

const toolCallRows = (leaves: readonly IndexedText[]) => toolCallRowsOf(leaves, []);

const intent = (over: object = {}): object => ({
  call_id: 'c1',
  agent: 'agent:invoice-bot',
  owner: 'person:ada',
  owner_status: 'active',
  on_behalf_of: null,
  chain: ['person:ada', 'agent:invoice-bot'],
  client: 'client:cli',
  server: 'files',
  tool: 'read',
  definition_hash: 'abc',
  args_digest: 'def',
  decision: 'allow',
  reason_code: 'granted',
  grant_ids: ['g1', 'g2'],
  fence_seq: '9007199254740993',
  ...over,
});
const outcome = (over: object = {}): object => ({
  call_id: 'c1',
  result_status: 'ok',
  latency_us: 12_045,
  ...over,
});
const leaf = (index: number, type: string, detail: object, at = '2026-11-21T10:00:00.000Z') => ({
  index,
  text: sealEntry(
    { uid: `u${index}`, type, at, actor: { kind: 'agent', id: 'b' }, subject: 's', detail: { ...detail } },
    new Map(),
  ).text,
});

describe('the tool-call report', () => {
  it('joins an intent with its outcome, wherever it stands [report.tool-calls.join]', () => {
    const leaves = [leaf(2, CALL_OUTCOME, outcome()), leaf(0, 'person.left', {}), leaf(5, CALL_INTENT, intent())];
    const rows = toolCallRows(leaves);
    expect(rows).toEqual([
      {
        time: '2026-11-21T10:00:00.000Z',
        call_id: 'c1',
        agent: 'agent:invoice-bot',
        owner: 'person:ada',
        owner_status: 'active',
        on_behalf_of: '',
        chain: 'person:ada agent:invoice-bot',
        client: 'client:cli',
        server: 'files',
        tool: 'read',
        definition_hash: 'abc',
        args_digest: 'def',
        decision: 'allow',
        reason_code: 'granted',
        grant_ids: 'g1 g2',
        fence_seq: '9007199254740993',
        result: 'ok',
        latency_ms: '12.045',
        intent_index: '5',
        outcome_index: '2',
      },
    ]);
    const included = leaves.filter(isCallRecord).length;
    expect(toolCallManifest(rows.length, included, 3)).toMatchObject({ rows: 1, included: 2, excluded: 1 });
  });

  it.each(['deny', 'hold'])(
    'shows a call that was not allowed (%s) as refused [report.tool-calls.refused]',
    (decision) => {
      const [row] = toolCallRows([leaf(0, CALL_INTENT, intent({ decision }))]);
      expect(row?.result).toBe('refused');
    },
  );

  it('shows a call without outcome as unknown, and an outcome without intent [report.tool-calls.join]', () => {
    const rows = toolCallRows([leaf(0, CALL_INTENT, intent()), leaf(1, CALL_OUTCOME, outcome({ call_id: 'c2' }))]);
    expect(rows.map(({ call_id, result, latency_ms, intent_index, outcome_index }) => [
      call_id, result, latency_ms, intent_index, outcome_index,
    ])).toEqual([['c1', 'unknown', '', '0', ''], ['c2', 'ok', '12.045', '', '1']]); // prettier-ignore
  });

  it('gives every record of a repeated call id its place [report.tool-calls.join]', () => {
    const leaves = [CALL_INTENT, CALL_INTENT, CALL_OUTCOME].map((type, index) =>
      leaf(index, type, type === CALL_INTENT ? intent() : outcome()),
    );
    expect(toolCallRows(leaves).map((row) => [row.intent_index, row.outcome_index])).toEqual([
      ['0', '2'],
      ['1', ''],
    ]);
  });

  it('is the same however the log is cut into stretches [report.tool-calls.stretches]', () => {
    const record = fc.record({ isIntent: fc.boolean(), call_id: fc.constantFrom('a', 'b', 'c', 'd') });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 14 }), fc.nat(14), (records, cut) => {
        const leaves = records.map(({ isIntent, call_id }, index) =>
          isIntent ? leaf(index, CALL_INTENT, intent({ call_id })) : leaf(index, CALL_OUTCOME, outcome({ call_id })),
        );
        const [before, after] = [leaves.slice(0, cut), leaves.slice(cut)];
        expect([...toolCallRowsOf(before, after), ...toolCallRowsOf(after, before)]).toEqual(toolCallRows(leaves));
      }),
    );
  });

  it('has a header, CRLF, quotes, and no formulas in its CSV [report.csv]', () => {
    const tools = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a,b', 'say "hi"', 'two\nlines', 'plain=1'];
    const rows = toolCallRows(tools.map((tool, index) => leaf(index, CALL_INTENT, intent({ tool }))));
    const csv = csvHeader + rows.map(toCsv).join('');
    expect(csv.startsWith(`${toolCallColumns.join(',')}\r\n2026-`)).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    const cells = ["'=1+1", "'+1", "'-1", "'@x", "'\tx", '"\'\rx"', '"a,b"', '"say ""hi"""', '"two\nlines"', 'plain=1'];
    for (const cell of cells) expect(csv).toContain(`,files,${cell},abc,`);
  });

  it('has the columns in order and only texts in its NDJSON', () => {
    const [line, end] = toNdjson(toolCallRows([leaf(0, CALL_INTENT, intent())])[0]!).split('\n');
    const parsed = JSON.parse(line!) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual([...toolCallColumns]);
    expect(Object.values(parsed).every((value) => typeof value === 'string')).toBe(true);
    expect(end).toBe('');
  });

  it('invents no latency', () => {
    for (const latency_us of [-1, 0.5]) {
      expect(toolCallRows([leaf(0, CALL_OUTCOME, outcome({ latency_us }))])[0]!.latency_ms).toBe('');
    }
    expect(toolCallRows([leaf(0, CALL_OUTCOME, outcome({ latency_us: 7 }))])[0]!.latency_ms).toBe('0.007');
  });
});
