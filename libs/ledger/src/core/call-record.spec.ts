import { Refusal } from '@app/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CALL_INTENT,
  CALL_OUTCOME,
  type CallOutcome,
  type DecidedCall,
  intentText,
  outcomeText,
} from './call-record.js';
import { MAX_ENTRY_BYTES, sealEntry } from './entry.js';

const uid = '01920000-0000-7000-8000-000000000001';
const actor = { kind: 'system', id: 'gateway' };
const sealed = (type: string, at: Date, subject: string, detail: Record<string, unknown>) =>
  sealEntry({ uid, type, at: at.toISOString(), actor, subject, detail }, new Map()).text;
const present = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** As an entry with any other detail is made. */
const intentSealed = (call: DecidedCall) =>
  sealed(
    CALL_INTENT,
    call.at,
    call.agentId,
    present({
      call_id: call.callId,
      method: call.method,
      agent: call.agentId,
      owner: call.ownerId,
      owner_status: call.ownerStatus,
      on_behalf_of: call.onBehalfOf,
      chain: call.chain,
      agents: call.agents.map(({ id, ownerId }) => ({ id, owner: ownerId })),
      delegations: call.delegations,
      token: {
        jti_digest: call.token.jtiDigest,
        root_digest: call.token.rootDigest,
        confirmation: call.token.confirmation,
        workload: call.token.workload,
      },
      client: call.clientId,
      server: call.server,
      kind: call.kind === 'tool' ? undefined : call.kind,
      tool: call.tool,
      definition_hash: call.definitionHash,
      args_digest: call.argsDigest,
      decision: call.decision,
      reason_code: call.reasonCode,
      grant_ids: call.grantIds,
      fence_seq: String(call.fenceSeq),
      forwarded_as: call.forwardedAs && { tool: call.forwardedAs.tool, args_digest: call.forwardedAs.argsDigest },
      spends: call.spends,
      obligations: call.obligations,
      session: call.session,
      continues: call.continues,
      answers_digest: call.answersDigest,
      decided_at: call.decidedAt?.toISOString(),
    }),
  );
const outcomeSealed = ({ callId, at, status, latencyUs, resultDigest }: CallOutcome) =>
  sealed(CALL_OUTCOME, at, callId, {
    call_id: callId,
    result_status: status,
    latency_us: latencyUs,
    result_digest: resultDigest,
  });

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '\n', '\u007f', '😀', uid),
);
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const orNull = fc.option(text);
const time = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
const decided: fc.Arbitrary<DecidedCall> = fc
  .record({
    tenant: text,
    callId: text,
    at: time,
    method: text,
    agentId: text,
    ownerId: text,
    ownerStatus: text,
    onBehalfOf: orNull,
    chain: fc.array(text, { maxLength: 3 }),
    agents: fc.array(fc.record({ id: text, ownerId: orNull }), { maxLength: 3 }),
    delegations: fc.array(text, { maxLength: 3 }),
    token: fc.record({
      jtiDigest: text,
      rootDigest: text,
      confirmation: orNull,
      workload: fc.option(fc.record({ iss: text, sub: text })),
    }),
    clientId: text,
    server: text,
    kind: perhaps(fc.constantFrom('tool', 'resource', 'resource_template', 'prompt')),
    tool: text,
    definitionHash: orNull,
    argsDigest: text,
    decision: fc.constantFrom('allow', 'hold', 'deny'),
    reasonCode: text,
    grantIds: fc.array(text, { maxLength: 3 }),
    fenceSeq: fc.nat(),
    forwardedAs: perhaps(fc.record({ tool: text, argsDigest: text })),
    spends: perhaps(fc.array(fc.record({ key: text, limit: fc.option(fc.nat()) }), { maxLength: 2 })),
    obligations: perhaps(fc.array(fc.dictionary(text, fc.oneof(text, fc.nat())), { maxLength: 2 })),
    session: perhaps(text),
    continues: perhaps(text),
    answersDigest: perhaps(text),
    decidedAt: perhaps(time),
  })
  .map((call) => present(call) as unknown as DecidedCall);
const ended: fc.Arbitrary<CallOutcome> = fc.record({
  tenant: text,
  callId: text,
  at: time,
  status: fc.constantFrom('ok', 'tool_error', 'unknown'),
  latencyUs: fc.nat(),
  resultDigest: orNull,
});
const [call] = fc.sample(decided, { numRuns: 1, seed: 1 });
const plain = call!;

describe('the text of a call’s record', () => {
  it('is that of any other entry, byte by byte [ledger.call-text]', () => {
    fc.assert(
      fc.property(decided, (any) => {
        expect(intentText(uid, any)).toBe(intentSealed(any));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(ended, (any) => {
        expect(outcomeText(uid, any)).toBe(outcomeSealed(any));
      }),
      { numRuns: 200 },
    );
  });

  it('is refused for what no entry can carry, as any other is [ledger.call-text]', () => {
    const code = (of: string) => expect.objectContaining({ name: 'Refusal', code: of }) as Refusal;
    const thrown = (over: object): unknown => {
      try {
        return intentText(uid, { ...plain, ...over });
      } catch (error) {
        return error;
      }
    };
    let deep: unknown = 1;
    for (let level = 0; level < 62; level++) deep = [deep];
    expect(thrown({ tool: '\ud800' })).toEqual(code('ledger.value-invalid'));
    expect(thrown({ obligations: [NaN] })).toEqual(code('ledger.value-invalid'));
    expect(thrown({ obligations: [deep] })).toEqual(code('ledger.value-invalid'));
    expect(thrown({ tool: undefined })).toBeInstanceOf(TypeError);
    expect(thrown({ at: new Date('+010000-01-01T00:00:00Z') })).toBeInstanceOf(TypeError);
    expect(thrown({ at: new Date(NaN) })).toBeInstanceOf(RangeError);
  });

  it('has 65,535 bytes at the most [ledger.entry.bounded]', () => {
    const room = MAX_ENTRY_BYTES - Buffer.byteLength(intentText(uid, { ...plain, tool: '' }));
    const of = (tool: string) => () => intentText(uid, { ...plain, tool });
    expect(Buffer.byteLength(of('x'.repeat(room))())).toBe(MAX_ENTRY_BYTES);
    expect(of('x'.repeat(room + 1))).toThrow('65536 bytes');
    expect(of('\u20ac'.repeat(Math.ceil((room + 1) / 3)))).toThrow(Refusal);
  });
});
