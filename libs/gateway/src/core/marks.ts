import { hash } from 'node:crypto';

/** Lists whose changes are told of, in the words of the protocol. */
export const lists = ['tools', 'resources', 'prompts'] as const;
export type List = (typeof lists)[number];
/** A short mark of each list as one caller sees it: two that are equal show the same. */
export type Marks = Readonly<Record<List, string>>;

type Shown = Readonly<{ kind: string; serverName: string; toolName: string; definitionHash: string }>;

const listOf = (kind: string): List => (kind === 'tool' ? 'tools' : kind === 'prompt' ? 'prompts' : 'resources');

/** @param shown in any order; @param server the endpoint's, null at the endpoint over all servers */
export function marksOf(shown: readonly Shown[], server: string | null): Marks {
  const seen: Record<List, string[]> = { tools: [], resources: [], prompts: [] };
  for (const { kind, serverName, toolName, definitionHash } of shown) {
    if (server !== null && serverName !== server) continue;
    seen[listOf(kind)].push(`${serverName}\n${kind}\n${toolName}\n${definitionHash}`);
  }
  const mark = (list: List): string => hash('sha256', seen[list].sort().join('\n'), 'base64url').slice(0, 8);
  return { tools: mark('tools'), resources: mark('resources'), prompts: mark('prompts') };
}

/** An event id of a stream of changes: it says what the client knows, so that any process can go on from there. */
export const changesId = ({ tools, resources, prompts }: Marks): string => `c.${tools}.${resources}.${prompts}`;

export function marksIn(id: string): Marks | null {
  const [, tools, resources, prompts] = /^c\.([\w-]{8})\.([\w-]{8})\.([\w-]{8})$/.exec(id) ?? [];
  if (tools === undefined || resources === undefined || prompts === undefined) return null;
  return { tools, resources, prompts };
}
