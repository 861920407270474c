import type { Decision } from '@app/access';
import { resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { ownResult } from '../core/result.js';
import { sentenceOf } from '../core/sentences.js';
import type { House } from '../house.js';
import { callerOf, visibleTools } from '../tool-list.js';
import { freshness } from './freshness.js';
import { found } from './step.js';
import { unknownTool } from './unknown-tool.js';

/** Whether this agent may make this call now, by the index in memory. */
export function decision(call: Call, house: House): Ending | undefined {
  call.decision = decided(call, house);
  const stale = freshness(call, house);
  if (stale) return stale;
  return call.decision.effect === 'allow' ? undefined : denied(call, house, call.decision);
}

/**
 * The same question once more: grants end by time as well as by change. An answer that still allows changes nothing; but
 * the tool may have become one for which we must know more of late.
 */
export function decisionAgain(call: Call, house: House): Ending | undefined {
  const again = decided(call, house);
  return again.effect === 'allow' ? freshness(call, house, again) : denied(call, house, again);
}

function decided(call: Call, { access, clock }: House): Decision {
  const { server, tool, args } = found(call.target);
  return access.decide({ ...callerOf(call), serverName: server, toolName: tool, args, at: clock.now() });
}

/** A tool in the agent's list is refused with a sentence for the model; any other does not exist for it. */
function denied(call: Call, house: House, { code }: Decision): Ending {
  const { id, era, params } = found(call.message);
  const { server, tool } = found(call.target);
  const sees = visibleTools(call, house).some((visible) => visible.server === server && visible.tool === tool);
  if (!sees || id === undefined) return unknownTool(call, params['name'], code);
  const said = { id: call.id, code, reason: sentenceOf(code) };
  const fields = {
    content: [{ type: 'text', text: said.reason }],
    isError: true,
    _meta: { 'surety.dev/decision': said },
  };
  return { answer: resultAnswer(id, JSON.stringify(ownResult(era, fields))), refused: code };
}
