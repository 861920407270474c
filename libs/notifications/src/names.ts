import { In } from 'typeorm';
import { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { PersonRow, SourceRow } from '@app/directory';
import { listed, oneLine } from './core/render.js';

type Data = Readonly<Record<string, unknown>>;

/** The values of a message as words: what it names by id gets its name, the rest as it is. */
export async function wordsOf(tx: Tx, data: Data, url: string): Promise<Record<string, string>> {
  const plain = Object.entries(data).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' ? [[name, oneLine(readable(String(value)))]] : [],
  );
  const person = await named(tx, PersonRow, data['personId'], ({ displayName }) => displayName);
  const source = await named(tx, SourceRow, data['sourceId'], ({ name }) => name);
  const ids = Array.isArray(data['agentIds']) ? data['agentIds'].map(String) : [];
  const agents = await tx.find(AgentRow, { where: { id: In(ids) }, order: { name: 'ASC' } });
  return {
    ...Object.fromEntries(plain),
    ...(person === null ? {} : { person: oneLine(person) }),
    ...(source === null ? {} : { source: oneLine(source) }),
    ...(agents.length === 0 ? {} : { agents: listed(agents.map(({ name }) => name)) }),
    url,
  };
}

async function named<Row extends PersonRow | SourceRow>(
  tx: Tx,
  row: new () => Row,
  id: unknown,
  name: (found: Row) => string,
): Promise<string | null> {
  if (typeof id !== 'string') return null;
  const [found] = await tx.find<PersonRow | SourceRow>(row, { where: { id } });
  return found ? name(found as Row) : null;
}

/** Times of ours to the minute. */
const readable = (text: string): string => text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d{3}Z$/, '$1 $2 UTC');
