import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Agents } from '@app/agents';
import { Db } from '@app/database';
import { type SourceDialect, type SourceSettings, Sources } from '@app/directory';
import { newId, system } from '@app/kernel';
import { boot } from '../../apps/api/src/boot.js';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';
import { ScimWire } from './scim-wire.js';
import { publicJwk } from './world.js';

const operator = system('test');

export type ScimServer = Awaited<ReturnType<typeof openScimServer>>;

/** The API on a database of its own, listening for real HTTP, with what a test needs besides: sources, agents, SQL. */
export async function openScimServer() {
  const database = await freshDatabase();
  const app: NestFastifyApplication = await boot(surroundingsOf(database.url, { publicUrl: 'http://localhost' }));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const db = app.get(Db);
  const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);
  return {
    app,
    db,
    url,
    databaseUrl: database.url,
    sql: <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      db.read(operator, (tx) => tx.query<Row[]>(text, values)),
    /** A provider that is never told to slow down, unless its settings say so. */
    async source(dialect: SourceDialect, settings: Partial<SourceSettings> = {}) {
      const wanted = { name: `idp-${newId()}`, dialect, ratePerSecond: 10_000, ...settings };
      const { source, token } = await app.get(Sources).connect(operator, wanted);
      return { source, token, wire: new ScimWire(url, token) };
    },
    /** An agent that runs, of an active person. */
    async agentOf(ownerId: string): Promise<string> {
      const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'tests', deputyId: null } as const;
      const term = { expiresAt: days(90), nextReviewAt: days(30) };
      const { id } = await app.get(Agents).register(operator, { ...facts, ...term, ownerId });
      await app.get(Agents).bindKey(operator, id, publicJwk(), days(60));
      await app.get(Agents).activate(operator, id);
      return id;
    },
    async close(): Promise<void> {
      await app.close();
      await database.drop();
    },
  };
}
