import { type CelInput, celEnv, celMap, celMethod, CelScalar, parse, plan } from '@bufbuild/cel';
import { caps } from './caps.js';
import { celInput } from './cel-input.js';
import { askedIn } from './cel-tree.js';
import type { ConditionEnv } from './env.js';
import type { Match } from './types.js';

const { BOOL, DYN, STRING } = CelScalar;
const variables = { args: DYN, person: DYN, owner: DYN, agent: DYN, server: DYN, call: DYN };
type Variable = keyof typeof variables;
const names = Object.keys(variables) as Variable[];
const tried = plan(celEnv({ variables: { text: DYN, pattern: DYN } }), parse('text.matches(pattern)').expr);
/** RE2 takes time by pattern times text: none blocks by itself, but a long text holds the event loop too long. */
const matches = celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
  if (this.length > caps.matched) throw new Error('a text too long for a pattern');
  return tried({ text: this, pattern }) === true;
});
const environment = celEnv({ variables, funcs: [matches] });
const nobody = celMap(new Map());

/**
 * An expression, parsed once. Its result counts only if it is a boolean: an error is an object, hence true to JavaScript.
 * @throws on an expression that cannot be parsed
 */
export function expression(source: string): (env: ConditionEnv) => Match {
  const evaluate = plan(environment, parse(source).expr);
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  return (env) => {
    const given: Record<Variable, CelInput> = {
      args: nobody,
      person: nobody,
      owner: nobody,
      agent: nobody,
      server: nobody,
      call: nobody,
    };
    for (const name of used) {
      const input = celInput(valueOf(name, env));
      if (input === undefined) return 'missing';
      given[name] = input;
    }
    const result = evaluate(given);
    return typeof result === 'boolean' ? result : 'missing';
  };
}

function valueOf(name: Variable, env: ConditionEnv): unknown {
  if (name === 'args') return env.args ?? {};
  if (name === 'person' || name === 'owner') return env[name] ?? {};
  if (name === 'call') return known({ client: env.context?.clientId });
  return known(env[name]);
}

/** What is null is absent, as it is for tests. */
const known = (of: object): object => Object.fromEntries(Object.entries(of).filter(([, value]) => value != null));

/** Names of the attributes that it asks of people. @throws on an expression that cannot be parsed */
export const attributesInExpression = (source: string): readonly string[] =>
  askedIn(parse(source).expr, ['person', 'owner']);

/** Names of the arguments that it asks for, each once. @throws on an expression that cannot be parsed */
export const argumentsInExpression = (source: string): readonly string[] => askedIn(parse(source).expr, ['args']);
