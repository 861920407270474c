import { attributesIn, patternsIn } from '../condition/parts.js';
import type { Condition } from '../condition/types.js';
import type { Pattern } from '../selector/pattern.js';

/** What a condition asks for beside the call: what the session has called, and attributes of people. */
export type Asked = Readonly<{ called: readonly Pattern[]; attributes: readonly string[] }>;
const nothing: Asked = { called: [], attributes: [] };

export const askedBy = (condition: Condition | null): Asked =>
  condition === null ? nothing : { called: patternsIn(condition), attributes: attributesIn(condition) };
