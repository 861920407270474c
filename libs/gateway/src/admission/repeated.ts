import { headerText } from '@app/connectors';
import { errorAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { decodeHeader } from '../core/header-value.js';
import { governedAs } from '../core/methods.js';
import { mismatch, one } from '../core/protocol.js';
import type { House } from '../house.js';
import { repeatedArguments } from '../listed.js';
import { found } from '../found.js';

/**
 * Arguments that the tool wants repeated in `Mcp-Param-*` headers say the same there (MCP 2026-07-28). What goes
 * upstream is computed again from the body.
 */
export function repeated(call: Call, house: House): Ending | void {
  const message = found(call.message);
  if (governedAs(message) !== 'tool') return;
  const { era, id } = message;
  const { args } = found(call.target);
  call.repeated = repeatedArguments(call, house);
  if (era === 'legacy') return;
  for (const { name, path } of call.repeated) {
    const header = one(call.request.headers, `mcp-param-${name.toLowerCase()}`);
    if (!same(header === undefined ? undefined : decodeHeader(header), headerText(args, path))) {
      const fault = mismatch(id, `Mcp-Param-${name} differs from the body`);
      return { answer: errorAnswer(id, fault.status, fault), refused: fault.fault };
    }
  }
}

/** Integers compare as numbers, so that `42.0` is `42`. */
function same(header: string | null | undefined, text: string | undefined): boolean {
  if (header === text) return true;
  const numbers = [header, text].map((value) => (/^-?\d+(\.\d+)?$/.test(value ?? '') ? Number(value) : NaN));
  return numbers[0] === numbers[1];
}
