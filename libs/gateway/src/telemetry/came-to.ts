import type { Call, Ending } from '../call.js';

/** What a request came to, in words of which there are few: nothing that a client or server chose is among them. */
export type CameTo = Readonly<{
  agentClass: 'autonomous' | 'delegated' | 'unknown';
  decision: 'allow' | 'hold' | 'deny' | 'none';
  /** Of the decision or of the refusal; `http_` and the status where a request was not understood. */
  code: string;
}>;

/** @param ending of which `fault` is not looked at once the upstream has been asked: it may be a number of the upstream's */
export function cameTo({ token, decision, sent }: Call, { refused, fault, answer }: Ending): CameTo {
  const status = answer.status >= 400 ? `http_${answer.status}` : 'none';
  return {
    agentClass: token === undefined ? 'unknown' : token.personId === null ? 'autonomous' : 'delegated',
    decision: refused === undefined ? (decision?.effect ?? 'none') : 'deny',
    code: refused ?? (sent ? undefined : fault) ?? decision?.code ?? status,
  };
}
