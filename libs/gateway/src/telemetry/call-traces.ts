import { Injectable } from '@nestjs/common';
import { type Attributes, type HrTime, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Tracing } from '@app/telemetry';
import type { Call, Ending } from '../call.js';
import { MODERN, legacyVersions, one } from '../core/protocol.js';
import { cameTo } from './came-to.js';
import { cameWith } from './came-with.js';
import { methodName } from './method-name.js';

/** Of a request's id so much is told: they are short, unless somebody wants them not to be. */
const LONGEST = 64;
/** Ends of a call that are no failure of anybody. */
const fine = new Set<Call['outcome']>(['ok', 'input_required']);

/**
 * One server span a request, named and described by the OpenTelemetry conventions for MCP; what was said in it is not
 * part of it. The upstream gets the context of our span in `_meta`, or the client's own where nothing is traced.
 */
@Injectable()
export class CallTraces {
  constructor(private readonly tracing: Tracing) {}

  begun(call: Call): void {
    if (this.tracing.isOn) call.onward = () => this.tracing.onward(this.spanOf(call), cameWith(call));
  }

  /** Ends the span of a request, and begins it first where nothing was forwarded. */
  ended(call: Call, ending: Ending): void {
    const span = this.spanOf(call);
    if (!span) return;
    if (span.isRecording()) {
      const { decision, code } = cameTo(call, ending);
      const failure = failureOf(call, ending);
      span.setAttributes({
        ...described(call),
        'http.response.status_code': ending.answer.status,
        'surety.decision': decision,
        'surety.code': code,
        ...(failure !== undefined && { 'error.type': failure }),
      });
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    // on the clock by which it was begun: the other one may have been set meanwhile
    span.end(atMs(call.at.getTime() + performance.now() - call.arrived));
  }

  private spanOf(call: Call): Span | null {
    if (call.span !== undefined) return call.span;
    call.span = this.tracing.start(nameOf(call), cameWith(call), {
      kind: SpanKind.SERVER,
      startTime: atMs(call.at.getTime()),
    });
    return call.span;
  }
}

const atMs = (ms: number): HrTime => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];

/** In our words, or the JSON-RPC code of the upstream; undefined when all went well. */
function failureOf(call: Call, { refused, fault, answer }: Ending): string | undefined {
  if (refused !== undefined || fault !== undefined) return refused ?? fault;
  if (call.sent) return fine.has(call.outcome) ? undefined : call.outcome;
  return answer.status >= 400 ? String(answer.status) : undefined;
}

/** `{mcp.method.name} {target}`; only a tool or prompt of the catalogue, so that names stay few. */
function nameOf({ message, decision, target }: Call): string {
  const method = message ? methodName(message) : 'mcp';
  const isNamed = decision?.tool && target && (target.kind === 'tool' || target.kind === 'prompt');
  return isNamed ? `${method} ${target.tool}` : method;
}

/** How the conventions name what is called. A template stands for resources whose URIs are arguments. */
const names = {
  tool: 'gen_ai.tool.name',
  prompt: 'gen_ai.prompt.name',
  resource: 'mcp.resource.uri',
  resource_template: 'surety.resource_template',
} as const;

/** No `mcp.session.id`: whoever reads traces must not be able to take part in sessions. */
function described(call: Call): Attributes {
  const { id, door, message, decision, target, token, reply } = call;
  const isTool = message?.method === 'tools/call';
  const revision = message && revisionOf(call);
  return {
    'surety.call_id': id,
    'surety.door': door,
    'network.transport': 'tcp',
    'network.protocol.name': 'http',
    ...(message && { 'mcp.method.name': methodName(message) }),
    ...(message?.id !== undefined && { 'jsonrpc.request.id': String(message.id).slice(0, LONGEST) }),
    ...(revision !== undefined && { 'mcp.protocol.version': revision }),
    ...(isTool && { 'gen_ai.operation.name': 'execute_tool' }),
    ...(decision?.tool && target && { [names[target.kind]]: target.tool, 'surety.server': target.server }),
    ...(token && { 'surety.agent_id': token.agentId }),
    ...(reply && 'error' in reply && { 'rpc.response.status_code': String(reply.error.code) }),
  };
}

/** The revision that the client speaks, if it is one that we know. */
function revisionOf({ message, session, request }: Call): string | undefined {
  if (message?.era === 'modern') return MODERN;
  const said = session?.revision ?? one(request.headers, 'mcp-protocol-version');
  return said !== undefined && legacyVersions.includes(said) ? said : undefined;
}
