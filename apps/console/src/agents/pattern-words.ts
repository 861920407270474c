import type { Pattern } from './agent.js';
import type { ServerName } from './server-name.js';
import { quoted } from './test-words.js';

const kinds = {
  tool: 'tools',
  resource: 'resources',
  resource_template: 'resource templates',
  prompt: 'prompts',
} as const;

/**
 * Which tools a pattern takes, also those to come: `tools named “refund*”, tagged “money”, in production`.
 * @param serverName of the server with this id
 */
export function patternWords(pattern: Pattern, serverName: ServerName): string {
  const { kind = 'tool', server, name, risk, tag, environment, classification } = pattern;
  const said = [
    name !== undefined && `named ${quoted(name)}`,
    tag !== undefined && `tagged ${quoted(tag)}`,
    risk && `of risk ${risk.join('/')}`,
    server !== undefined && `on ${serverName(server)}`,
    environment && `in ${environment.join('/')}`,
    classification && `with ${classification.join('/')} data`,
  ].filter((part) => typeof part === 'string');
  return said.length === 0 ? `all ${kinds[kind]}` : `${kinds[kind]} ${said.join(', ')}`;
}
