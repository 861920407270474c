import { publicName } from '@app/catalog';
import type { ReachedTool } from '../core/reach.js';
import type { Pattern, Risk } from '../core/selector/pattern.js';

type Labelled = Readonly<{ toolId: string | null; pattern: Pattern | null; profileName: string | null }>;

/** A grant in few words for people: the tool as an agent sees it, the profile, or what the pattern says. */
export function grantLabel({ toolId, pattern, profileName }: Labelled, tools: readonly ReachedTool[]): string {
  const tool = tools.find(({ id }) => id === toolId);
  const narrowed =
    toolId !== null ? (tool ? publicName(tool.serverName, tool.name) : toolId) : pattern && words(pattern);
  if (profileName === null) return narrowed ?? '';
  return narrowed === null ? profileName : `${profileName}: ${narrowed}`;
}

const words = ({ kind, server, name, risk, tag, environment, classification }: Pattern): string =>
  [
    kind && kind !== 'tool' && `kind ${kind}`,
    server && `server ${server}`,
    name && `name ${name}`,
    risk && `risk ${risk.join('|')}`,
    tag && `tag ${tag}`,
    environment && `environment ${environment.join('|')}`,
    classification && `classification ${classification.join('|')}`,
  ]
    .filter(Boolean)
    .join(', ');

const order: readonly Risk[] = ['destructive', 'unknown', 'write', 'read'];

/** The class of the riskiest of them; `unknown` of none. */
export const riskOf = (tools: readonly Pick<ReachedTool, 'risk'>[]): Risk =>
  order.find((risk) => tools.some((tool) => tool.risk === risk)) ?? 'unknown';
