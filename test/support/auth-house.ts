import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';
import { Agents, AgentsModule, type NewAgent } from '@app/agents';
import { AuthModule, AuthorizationServer, Bootstrap } from '@app/auth';
import { ConfigModule } from '@app/config';
import { DatabaseModule, Db } from '@app/database';
import { FenceModule } from '@app/fence';
import { JobsModule } from '@app/jobs';
import { type Surroundings, newId, system } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';
import { seconds } from './issuers.js';

export const operator = system('test');
export const inAYear = new Date(Date.now() + 365 * 86_400_000);
export type KeyedAgent = { id: string; ownerId: string; key: JWK };
export type TokenAnswer = {
  status: number;
  body: Record<string, unknown> & { access_token?: string; error?: string; error_description?: string };
};

/** The authorization server over real HTTP on a database of its own, and agents that ask it for tokens. */
export async function openAuthHouse(over: Partial<Surroundings> = {}) {
  const database = await freshDatabase();
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const publicUrl = `http://127.0.0.1:${port}`;
  const fence = { fenceLeaseMs: 1000, fenceHeartbeatMs: 100 };
  const surroundings = surroundingsOf(database.url, { publicUrl, privateAddresses: true, ...fence, ...over });
  const platform = [LedgerModule, FenceModule, JobsModule, AgentsModule, AuthModule];
  const house = {
    module: class House {},
    imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...platform],
  };
  const app = await NestFactory.create<NestFastifyApplication>(house, new FastifyAdapter(), {
    logger: ['fatal'],
    abortOnError: false,
  });
  app.use('/oauth', app.get(AuthorizationServer).callback());
  await app.listen(port, '127.0.0.1');
  const db = app.get(Db);
  const ask = async (form: Record<string, string>): Promise<TokenAnswer> => {
    const answer = await fetch(`${publicUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    return { status: answer.status, body: (await answer.json()) as TokenAnswer['body'] };
  };
  const agent = (ownerId: string, over: Partial<NewAgent> = {}) =>
    app.get(Agents).register(operator, {
      name: `agent-${newId()}`,
      kind: 'autonomous',
      purpose: 'test',
      deputyId: null,
      expiresAt: inAYear,
      nextReviewAt: inAYear,
      ownerId,
      ...over,
    });
  return {
    app,
    db,
    ask,
    agent,
    publicUrl,
    issuer: `${publicUrl}/oauth`,
    person: async () => (await app.get(Bootstrap).admin(`${newId()}@example.com`)).personId,
    async keyedAgent(ownerId: string, over: Partial<NewAgent> = {}): Promise<KeyedAgent> {
      const { id } = await agent(ownerId, over);
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      await app.get(Agents).bindKey(operator, id, await exportJWK(publicKey), inAYear);
      await app.get(Agents).activate(operator, id);
      return { id, ownerId, key: await exportJWK(privateKey) };
    },
    /** What `private_key_jwt` adds to a token request. */
    proof: async ({ id, key }: Pick<KeyedAgent, 'id' | 'key'>) => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await new SignJWT({
        iss: id,
        sub: id,
        aud: `${publicUrl}/oauth`,
        iat: seconds(),
        exp: seconds() + 60,
        jti: newId(),
      })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(key),
    }),
    sql: <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      db.read(operator, (tx) => tx.query<Row[]>(text, values)),
    ledgered: async (type: string, subject: string): Promise<number> => {
      const all = `SELECT type, subject FROM ledger_pending UNION ALL SELECT type, subject FROM ledger_entry`;
      const found = await db.read(operator, (tx) =>
        tx.query<object[]>(`SELECT FROM (${all}) e WHERE type = $1 AND subject = $2`, [type, subject]),
      );
      return found.length;
    },
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}
export type AuthHouse = Awaited<ReturnType<typeof openAuthHouse>>;
