import type { INestApplicationContext, Type } from '@nestjs/common';
import { generateKeyPairSync } from 'node:crypto';
import { AgentGrants, Profiles } from '@app/access';
import { type AgentRow, Agents, type NewAgent } from '@app/agents';
import { Servers, type ToolDefinition, type ToolRow, Tools } from '@app/catalog';
import { Db, type Message, type WriteTx } from '@app/database';
import { type GroupRow, Groups, People, type PersonRow, type SourceRow, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { type Actor, Clock, DEFAULT_TENANT, newId, person, system } from '@app/kernel';
import { JobsModule } from '@app/jobs';
import { LedgerModule } from '@app/ledger';
import { openContext, surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';

export class HandClock extends Clock {
  at = new Date('2026-06-01T09:00:00Z');
  now(): Date {
    return new Date(this.at);
  }
  pass(days: number): void {
    this.at = new Date(this.at.getTime() + days * 86_400_000);
  }
}

export const hr = system('hr');
export const as = ({ id }: { id: string }): Actor => person(id, DEFAULT_TENANT);

const reading: ToolDefinition = {
  name: 'read_file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  annotations: { readOnlyHint: true },
};
const writing: ToolDefinition = {
  name: 'pay',
  inputSchema: { type: 'object', properties: { amount: { type: 'number' }, to: { properties: { iban: {} } } } },
  annotations: { destructiveHint: true },
};

/** A small company in a database of its own, and the verbs to furnish it. */
export async function openWorld(...modules: Type[]) {
  const database = await freshDatabase();
  const clock = new HandClock();
  const app: INestApplicationContext = await openContext(
    surroundingsOf(database.url, { clock }),
    LedgerModule,
    JobsModule,
    ...modules,
  );
  const db = app.get(Db);
  const sql = <Row>(text: string, values?: unknown[]): Promise<Row[]> =>
    db.read(hr, (tx) => tx.query<Row[]>(text, values));
  const write = <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    db.write(hr, async (tx) => {
      tx.record({ action: 'world.furnished', subject: 'test' });
      return work(tx);
    });

  let source: SourceRow | undefined;
  const sourceOf = async (): Promise<SourceRow> =>
    (source ??= (await app.get(Sources).connect(hr, { name: 'idp', dialect: 'strict' })).source);

  return {
    app,
    clock,
    db,
    database,
    sql,
    write,
    messages: () => sql<Message>('SELECT topic, payload FROM outbox ORDER BY seq'),
    /** Types and subjects of the ledger's entries, oldest first. */
    ledger: () =>
      sql<{ type: string; subject: string; entry: string }>(
        `SELECT type, subject, entry FROM ledger_pending UNION ALL SELECT type, subject, entry FROM ledger_entry ORDER BY 1`,
      ),
    async person(
      userName: string,
      over: { managerId?: string; externalId?: string; enrol?: boolean } = {},
    ): Promise<PersonRow> {
      const { id: sourceId } = await sourceOf();
      return write(async (tx) => {
        const { managerId = null, externalId = null } = over;
        const facts = { userName, displayName: userName, email: null, status: 'active', attributes: {} } as const;
        const row = await app.get(People).add(tx, sourceId, { ...facts, managerId, externalId });
        if (over.enrol !== false) {
          await app
            .get(Fence, { strict: false })
            .enrol(tx, { id: row.id, kind: 'person', status: 'active', ownerId: null });
        }
        return row;
      });
    },
    async group(displayName: string): Promise<GroupRow> {
      const { id } = await sourceOf();
      return write((tx) => app.get(Groups).add(tx, id, { displayName, externalId: null }));
    },
    join: (group: GroupRow, ...people: PersonRow[]) =>
      write(async (tx) => {
        const ids = people.map(({ id }) => id);
        await app.get(Fence, { strict: false }).touch(tx, ids);
        return app.get(Groups).addMembers(tx, group.id, ids);
      }),
    async agent(owner: Pick<PersonRow, 'id'>, over: Partial<NewAgent> = {}): Promise<AgentRow> {
      const expiresAt = new Date(clock.at.getTime() + 90 * 86_400_000);
      const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'tests', deputyId: null } as const;
      return app.get(Agents).register(hr, { ...facts, ownerId: owner.id, expiresAt, nextReviewAt: expiresAt, ...over });
    },
    async runningAgent(owner: PersonRow, over: Partial<NewAgent> = {}): Promise<AgentRow> {
      const agent = await this.agent(owner, over);
      await app.get(Agents).bindKey(hr, agent.id, publicJwk(), agent.expiresAt);
      return app.get(Agents).activate(hr, agent.id);
    },
    /** A server with one tool that reads and one that destroys. */
    async server(name: string): Promise<{ id: string; reading: ToolRow; writing: ToolRow }> {
      const { id } = await app.get(Servers).register(hr, { name, transport: 'http', url: 'http://127.0.0.1:1/mcp' });
      const tools = await app.get(Tools).pin(hr, id, [reading, writing]);
      const named = (wanted: string) => tools.find((tool) => tool.name === wanted)!;
      return { id, reading: named('read_file'), writing: named('pay') };
    },
    /** A profile that allows the tools, held by a person or group. */
    async entitle(holder: { personId: string } | { groupId: string }, ...tools: ToolRow[]): Promise<string> {
      const { id } = await app.get(Profiles).create(hr, `profile-${newId()}`);
      for (const tool of tools) {
        await app.get(Profiles).grant(hr, id, { toolId: tool.id, effect: 'allow', condition: null });
      }
      await app.get(Profiles).assign(hr, id, holder);
      return id;
    },
    allow: (agent: AgentRow, tool: ToolRow) =>
      app.get(AgentGrants).give(hr, { agentId: agent.id, toolId: tool.id, effect: 'allow', condition: null }),
    standing: async (id: string): Promise<string | undefined> => {
      const [row] = await sql<{ status: string }>('SELECT status FROM principal WHERE id = $1', [id]);
      return row?.status;
    },
    async close(): Promise<void> {
      await app.close();
      await database.drop();
    },
  };
}

export const publicJwk = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
