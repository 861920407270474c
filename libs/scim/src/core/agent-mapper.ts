import { Refusal, isObject } from '@app/kernel';
import { AGENT, agentRegistry } from './agent.schema.js';
import { canonicalBody } from './canonical.js';
import { complete } from './complete.js';
import type { Dialect } from './dialect.js';
import { type Resource, isList } from './resource.js';
import { type ScimResource, versionOf } from './wire.js';

/** What a source says beyond our schema of agents, as it said it. */
export type Drafted = Readonly<Record<string, NonNullable<unknown>>>;
export type StatedAgent = Readonly<{ agent: Resource; drafted: Drafted }>;

const MOST_DRAFTED = 20;
/** Characters of all of it as JSON. */
const LONGEST_DRAFTED = 16_384;
const DEEPEST_DRAFTED = 6;
const form = /^(?:urn:[\w:.-]{1,200}|[A-Za-z$][\w$-]{0,63})$/;
const ours = new Set(['schemas', 'id', 'meta', 'password', 'groups', '__proto__', 'constructor', 'prototype']);

/**
 * A whole Agent body, POST or PUT. The drafts move: what our schema does not know is kept beside it, within bounds.
 * @throws Refusal `scim.invalid-syntax`, `scim.invalid-value`, `scim.too-many`
 */
export function statedAgent(body: unknown, dialect: Dialect): StatedAgent {
  const agent = canonicalBody(body, agentRegistry, dialect);
  const unknown = Object.entries(isObject(body) ? body : {}).flatMap(
    ([key, value]): [string, NonNullable<unknown>][] => {
      const known = agentRegistry.find({ urn: null, name: key }) !== undefined || ours.has(key.toLowerCase());
      return known || value === null || value === undefined ? [] : [[key, value]];
    },
  );
  if (unknown.length > MOST_DRAFTED) throw new Refusal('scim.too-many', `at most ${MOST_DRAFTED} other attributes`);
  for (const [key, value] of unknown) {
    if (!form.test(key)) throw new Refusal('scim.invalid-syntax', 'an attribute has a name that SCIM does not allow');
    if (isDeeper(value, DEEPEST_DRAFTED)) throw new Refusal('scim.invalid-value', `${key} is nested too deeply`);
  }
  const drafted = Object.fromEntries(unknown);
  const written = JSON.stringify(drafted);
  if (written.length > LONGEST_DRAFTED) throw new Refusal('scim.too-many', `${LONGEST_DRAFTED} characters at most`);
  // PostgreSQL can keep neither in jsonb
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(written))
    throw new Refusal('scim.invalid-value', 'a value is not well-formed Unicode');
  return { agent, drafted };
}

/** @param active what silence on `active` means */
export function completeAgent(agent: Resource, active: boolean): Resource {
  const whole = complete(agent, agentRegistry);
  return whole.has('active') ? whole : new Map(whole).set('active', active);
}

export type AgentFacts = Readonly<{
  externalId: string | null;
  userName: string;
  purpose: string;
  active: boolean;
  /** As the source ranks them; some may be groups, or nobody we know. */
  owners: readonly string[];
}>;

export function agentFacts(agent: Resource): AgentFacts {
  const said = (name: string): string | undefined => {
    const value = agent.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const owners = agent.get('owners');
  const values = isList(owners) ? owners.map((owner) => (typeof owner === 'object' ? owner['value'] : owner)) : [];
  return {
    externalId: said('externalId') ?? null,
    userName: said('agentUserName') ?? '',
    purpose: said('description') ?? 'Provisioned by an identity provider, which does not say what for.',
    active: agent.get('active') === true,
    owners: values.filter((value): value is string => typeof value === 'string'),
  };
}

export type KeptAgent = Readonly<{
  agentId: string;
  attributes: Readonly<Record<string, unknown>>;
  drafted: Drafted;
  version: number;
  createdAt: Date;
  changedAt: Date;
}>;

/** @param base address of the SCIM root, without trailing slash */
export function wireAgent(kept: KeptAgent, base: string): ScimResource {
  const urns = Object.keys(kept.drafted).filter((key) => key.toLowerCase().startsWith('urn:'));
  return {
    schemas: [AGENT, ...urns],
    id: kept.agentId,
    ...kept.attributes,
    ...kept.drafted,
    meta: {
      resourceType: 'Agent',
      created: kept.createdAt.toISOString(),
      lastModified: kept.changedAt.toISOString(),
      location: `${base}/Agents/${kept.agentId}`,
      version: versionOf(kept),
    },
  };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
