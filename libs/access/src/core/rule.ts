import { canonicalJson, isObject } from '@app/kernel';
import { attributeNames, attributesOf, type Stated } from './attributes.js';
import { matches } from './condition/condition.js';
import type { ConditionEnv } from './condition/env.js';
import { attributesIn } from './condition/parts.js';
import type { Condition } from './condition/types.js';

const nobodysCall: Omit<ConditionEnv, 'person' | 'at'> = {
  args: undefined,
  owner: null,
  agent: { id: '', environment: null, tags: [] },
  server: { name: '', environment: null, classification: null },
  ids: { agentId: '', personId: null, toolId: '', profileId: null, grantId: null },
};

/** Whether the rule gives its profile to the person: only when the condition is true for sure, and the person is here. */
export function givesTo(condition: Condition, person: Stated): boolean {
  if (person.status === 'deleted') return false;
  const asked = attributesOf(person, attributesIn(condition));
  return matches(condition, { ...nobodysCall, person: asked, at: new Date(0) }) === true;
}

/** Names of the attributes of which the directory says something else now; of a new person none has changed. */
export function changedAttributes(before: Stated | null, after: Stated): string[] {
  if (before === null) return [];
  const names = [...new Set([...attributeNames, ...extensionsOf(before), ...extensionsOf(after)])];
  const [was, is] = [attributesOf(before, names), attributesOf(after, names)];
  return names.filter((name) => canonicalJson(was[name] ?? null) !== canonicalJson(is[name] ?? null));
}

function extensionsOf({ attributes }: Stated): string[] {
  const urns = Object.entries(attributes).filter(([name]) => name.startsWith('urn:'));
  return urns.flatMap(([urn, said]) => (isObject(said) ? Object.keys(said).map((name) => `${urn}:${name}`) : []));
}
