import type { AccessFacts, AgentGrantFacts, GrantFacts, Interval, ProfileGrantFacts } from '../core/facts.js';
import { type Pattern, patternKey } from '../core/selector/pattern.js';
import { expressed } from './expression.js';
import { and, entity, liked, listed, or, quoted } from './text.js';
import type { Of, Vocabulary } from './vocabulary.js';

type Term = Of & Pick<GrantFacts, 'condition' | 'budget'>;
type Policy = Readonly<{
  id: string;
  principal: string;
  /** What must be so of the tool and of the time. */
  scope: readonly string[];
  effect: GrantFacts['effect'];
  terms: readonly Term[];
  restricting: readonly Term[];
  current: readonly string[];
}>;

/**
 * One policy or two for each grant. `call`: may it be called at all; `unattended`: may it be called without approval.
 * Cedar says for one side what `weigh` says; that every side must permit is for whoever asks (docs/access-oracle.md).
 */
export function policiesOf(facts: AccessFacts, words: Vocabulary): string {
  const ofProfiles = facts.profileGrants.flatMap((grant) => {
    const terms = [termOf(grant)];
    const principal = `principal in ${entity('Profile', grant.profileId)}`;
    return written(
      {
        id: grant.id,
        principal,
        scope: [selected(grant, words), during(grant)],
        effect: grant.effect,
        terms,
        restricting: terms,
        current: currentOf(grant),
      },
      words,
    );
  });
  const ofAgents = facts.agentGrants.flatMap((own) => {
    const principal = `principal == ${entity('Agent', own.agentId)}`;
    if (own.profileId === null) {
      const terms = [termOf(own)];
      const scope = [selected(own, words), during(own)];
      return written(
        { id: own.id, principal, scope, effect: own.effect, terms, restricting: terms, current: currentOf(own) },
        words,
      );
    }
    return facts.profileGrants
      .filter(({ profileId }) => profileId === own.profileId)
      .flatMap((grant) => written(held(own, grant, principal, words), words));
  });
  return [...standing, ...ofProfiles, ...ofAgents].join('\n');
}

/** A profile that an agent holds: its own narrowing narrows what is permitted and nothing of what is denied or held. */
function held(own: AgentGrantFacts, grant: ProfileGrantFacts, principal: string, words: Vocabulary): Policy {
  const all = [termOf(own), termOf(grant)];
  return {
    id: `${own.id} ${grant.id}`,
    principal,
    scope: [selected(own, words), selected(grant, words), during(own), during(grant)],
    effect: grant.effect === 'allow' ? own.effect : grant.effect,
    terms: all,
    restricting: grant.effect === 'allow' ? all : [termOf(grant)],
    current: [...currentOf(own), ...currentOf(grant)],
  };
}

/** What stands in the way whatever is granted. */
const standing = [
  '@id("tool-available")\nforbid (principal, action, resource) when { !resource.available || !resource.server.active };',
  '@id("killed")\nforbid (principal, action, resource) when { resource.killed };',
  '@id("agent-killed")\nforbid (principal is Agent, action, resource) when { principal.killed };',
  '@id("deputy")\nforbid (principal is Agent, action, resource) when { resource.risk != "read" && !principal.hasDeputy };',
];

function written(policy: Policy, words: Vocabulary): string[] {
  const { id, principal, scope, effect, terms, restricting, current } = policy;
  const surely = terms.map(({ condition, ...of }) =>
    condition === null ? 'true' : expressed(condition, 'surely', of, words),
  );
  const maybe = restricting.map(({ condition, ...of }) =>
    condition === null ? 'true' : expressed(condition, 'maybe', of, words),
  );
  const one = (name: string, kind: 'permit' | 'forbid', action: string, when: readonly string[]): string =>
    `@id(${quoted(name)})\n${kind} (${principal}, action in ${action}, resource) when { ${and(...scope, ...when)} };`;
  const both = '[Action::"call", Action::"unattended"]';
  if (effect === 'deny') return [one(id, 'forbid', both, maybe)];
  const permits = [...current, ...surely];
  const room = (as: 'call' | 'unattended') => terms.map((term) => roomOf(term, as, words));
  const call = one(`${id} call`, 'permit', 'Action::"call"', [...permits, ...room('call')]);
  if (effect === 'hold') return [call, one(`${id} hold`, 'forbid', 'Action::"unattended"', maybe)];
  if (terms.some(({ budget }) => budget?.exceeded === 'hold')) {
    return [call, one(`${id} unattended`, 'permit', 'Action::"unattended"', [...permits, ...room('unattended')])];
  }
  return [one(id, 'permit', both, [...permits, ...room('call')])];
}

const termOf = ({ id, profileId, condition, budget }: GrantFacts & { profileId: string | null }): Term => ({
  grantId: id,
  profileId,
  condition,
  budget,
});

/** What is left of the budget; how much was used must be known. */
function roomOf({ budget, ...of }: Term, as: 'call' | 'unattended', words: Vocabulary): string {
  if (budget === null) return 'true';
  const label = quoted(words.count({ counter: budget.counter, grantId: of.grantId, profileId: of.profileId }));
  const known = ['context has used', `context.used has ${label}`];
  const isFree = as === 'call' && budget.exceeded === 'hold';
  return and(...known, isFree ? 'true' : `context.used[${label}] < ${budget.limit}`);
}

const currentOf = ({ definitionHash }: GrantFacts): string[] =>
  definitionHash === null ? [] : [`resource.acceptedHashes.contains(${quoted(definitionHash)})`];

const during = ({ validFrom, validTo }: Interval): string =>
  and(
    `context.now >= datetime("${validFrom.toISOString()}")`,
    validTo === null ? 'true' : `context.now < datetime("${validTo.toISOString()}")`,
  );

function selected({ toolId, pattern, effect }: GrantFacts, words: Vocabulary): string {
  return and(
    toolId === null ? 'true' : `resource == ${entity('Tool', toolId)}`,
    pattern === null ? 'true' : fitting(pattern, effect === 'deny', words),
  );
}

/** @param unsaid as for `selects` */
function fitting(pattern: Pattern, unsaid: boolean, words: Vocabulary): string {
  const { kind = 'tool', server, name, risk, tag, environment, classification } = pattern;
  if (name?.includes('?')) {
    // `like` has no sign for one character
    const key = `${patternKey(pattern)}${unsaid ? ' or unsaid' : ''}`;
    words.globs.set(key, { pattern, unsaid });
    return `resource.fits.contains(${quoted(key)})`;
  }
  const of = (attribute: string, values: readonly string[]): string => {
    const said = `${listed(values)}.contains(resource.server.${attribute})`;
    return `(if resource.server has ${attribute} then ${said} else ${unsaid})`;
  };
  return and(
    `resource.kind == ${quoted(kind)}`,
    server === undefined ? 'true' : `resource in ${entity('Server', server)}`,
    name === undefined ? 'true' : `resource.name like ${liked(name)}`,
    risk === undefined ? 'true' : `${listed(risk)}.contains(resource.risk)`,
    tag === undefined
      ? 'true'
      : or(`resource.tags.contains(${quoted(tag)})`, `resource.server.tags.contains(${quoted(tag)})`),
    environment === undefined ? 'true' : of('environment', environment),
    classification === undefined ? 'true' : of('classification', classification),
  );
}
