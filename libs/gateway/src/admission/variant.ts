import { variantArguments } from '@app/catalog';
import { headerParameters } from '@app/connectors';
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { sentenceOf } from '../core/sentences.js';
import type { House } from '../house.js';
import { refused } from './refused.js';
import { found } from '../found.js';

/**
 * A safe variant is decided on as the tool that it is, and goes upstream as the tool that it is made from, with the
 * arguments that were fixed for it.
 */
export function variant(call: Call, house: House): Ending | void {
  if (governedAs(found(call.message)) !== 'tool') return;
  const { tool, args } = found(call.target);
  let [name, sent, schema, maker] = [tool, args, undefined as unknown, found(call.decision).tool?.id];
  for (let terms = house.terms.of(maker ?? ''); terms.variant; terms = house.terms.of(maker)) {
    const made = variantArguments(terms.variant.rules, sent, terms.variant.inputSchema);
    if ('fault' in made) return outOfBounds(call, made.fault);
    [name, sent, schema, maker] = [terms.variant.name, made.args, terms.variant.inputSchema, terms.variant.of];
  }
  if (name === tool && sent === args) return;
  call.forwardedAs = {
    tool: name,
    args: sent,
    argsText: JSON.stringify(sent),
    repeated: headerParameters(schema) ?? [],
  };
}

function outOfBounds(call: Call, fault: string): Ending {
  const code = 'arguments_out_of_bounds';
  return refused(call, code, `${sentenceOf(code)} ${fault}.`);
}
