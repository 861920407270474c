import { isObject } from '@app/kernel';
import type { CallContext } from './condition/types.js';

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A context as it was kept, which is JSON: times are text. What is not as it should be is not known. */
export function contextOf(kept: unknown): CallContext | undefined {
  if (!isObject(kept)) return undefined;
  const { signIn, usage, called } = kept;
  return {
    clientId: textOf(kept['clientId']),
    signIn: signInOf(signIn),
    ...(isObject(usage) && { usage: usage as Readonly<Record<string, number>> }),
    ...(Array.isArray(called) && { called: texts(called) }),
  };
}

function signInOf(kept: unknown): CallContext['signIn'] {
  if (!isObject(kept)) return null;
  const at = new Date(String(kept['at']));
  return Number.isNaN(at.getTime()) ? null : { acr: textOf(kept['acr']), amr: texts(kept['amr']), at };
}
