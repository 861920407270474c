import type { ConditionEnv } from './env.js';
import { EVERY, lookUp, own, stepsOf } from './path.js';
import type { Operand } from './types.js';

/** The values of an operand in a call; undefined: absent. */
export type Reader = (env: ConditionEnv) => readonly unknown[] | undefined;

/** @throws on an operand it does not know */
export function readerOf(operand: Operand): Reader {
  if ('arg' in operand) {
    const steps = stepsOf(operand.arg);
    const isList = steps.includes(EVERY);
    return ({ args }) => {
      const found = lookUp(args, steps);
      return isList || found?.[0] !== undefined ? found : undefined;
    };
  }
  if ('person' in operand) return ({ person }) => several(own(person, operand.person));
  if ('owner' in operand) return ({ owner }) => several(own(owner, operand.owner));
  if ('agent' in operand) return ({ agent }) => several(own(agent, operand.agent));
  if ('server' in operand) return ({ server }) => several(own(server, operand.server));
  if ('call' in operand) return ({ context }) => several(context?.clientId);
  throw new Error('unknown operand');
}

/** Of a list of the call it is said whether one element must pass or all. */
export const overList = (operand: Operand): boolean => 'arg' in operand && stepsOf(operand.arg).includes(EVERY);

/** What somebody does not have is null or not there. */
function several(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
