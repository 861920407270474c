import { once } from 'node:events';
import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bootstrap, IdentityProviders } from '@app/auth';
import { Db } from '@app/database';
import { People, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { newId, system } from '@app/kernel';
import { boot } from '../../apps/api/src/boot.js';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';

export const operator = system('test');

/** A browser that keeps cookies and follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  /** @param url ours when it is a path */
  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) };
    const answer = await fetch(new URL(url, this.url), { redirect: 'manual', ...init, headers });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Posts what a page of another site would post. */
  post(url: string, form: Record<string, string>): Promise<Response> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
    return this.go(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  }

  async signedInAs(): Promise<{ personId: string; acr?: string | null } | null> {
    const answer = await this.go('/api/v1/session');
    return answer.status === 200 ? ((await answer.json()) as { personId: string }) : null;
  }
}

/** Where an answer sends the browser. */
export const locationOf = (answer: Response): string => answer.headers.get('location') ?? '';
export const codeOf = async (answer: Response): Promise<string> => {
  const body = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
  return [answer.status, body.code, body.detail].filter((part) => part !== undefined).join(' ');
};

/** The control plane over real HTTP, which may call identity providers on this machine. */
export async function openIdpHouse(over: Partial<Parameters<typeof surroundingsOf>[1]> = {}) {
  const database = await freshDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const house = surroundingsOf(database.url, { publicUrl: url, privateAddresses: true, ...over });
  const app: NestFastifyApplication = await boot(house);
  await app.listen(port, '127.0.0.1');
  const db = app.get(Db);
  const sourceOf = async (): Promise<string> =>
    (await app.get(Sources).connect(operator, { name: `idp-${newId()}`, dialect: 'strict' })).source.id;
  const sourceId = await sourceOf();

  const admin = new Browser(url);
  const { link } = await app.get(Bootstrap).admin('root@example.com');
  const secret = new URL(link).hash.slice(1);
  const json = { 'content-type': 'application/json' };
  const opened = await admin.go('/sign-in', { method: 'POST', headers: json, body: JSON.stringify({ secret }) });
  const { csrfToken } = (await opened.json()) as { csrfToken: string };

  return {
    app,
    url,
    sourceId,
    sourceOf,
    database,
    browser: () => new Browser(url),
    providers: app.get(IdentityProviders),
    /** The administrator's console. */
    api: async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
      const headers = { 'x-csrf-token': csrfToken, ...(body === undefined ? {} : json) };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const answer = await admin.go(`/api/v1${path}`, init);
      const text = await answer.text();
      return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
    },
    sql: <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      db.read(operator, (tx) => tx.query<Row[]>(text, values)),
    upkeep: (text: string, values: unknown[] = []) => db.upkeep(operator.tenant, (tx) => tx.query(text, values)),
    /** Subjects and details of ledger entries of a type, oldest first. */
    ledger: async (type: string): Promise<string[]> => {
      const rows = await db.read(operator, (tx) =>
        tx.query<{ entry: string }[]>(
          `SELECT entry FROM (SELECT uid, type, entry FROM ledger_pending UNION ALL
             SELECT uid, type, entry FROM ledger_entry) everything WHERE type = $1 ORDER BY uid`,
          [type],
        ),
      );
      return rows.map(({ entry }) => entry);
    },
    person: (externalId: string, over2: { sourceId?: string; status?: 'active' | 'inactive' } = {}): Promise<string> =>
      db.write(operator, async (tx) => {
        const status = over2.status ?? 'active';
        const userName = `${newId()}@example.com`;
        const facts = { userName, displayName: 'Ada', externalId, email: userName, managerId: null } as const;
        const { id } = await app
          .get(People, { strict: false })
          .add(tx, over2.sourceId ?? sourceId, { ...facts, status, attributes: { userName } });
        const standing = status === 'active' ? 'active' : 'suspended';
        await app.get(Fence, { strict: false }).enrol(tx, { id, kind: 'person', status: standing, ownerId: null });
        tx.record({ action: 'test.person', subject: id });
        return id;
      }),
    change: (personId: string, how: (fence: Fence, tx: Parameters<Fence['restrict']>[0]) => Promise<number>) =>
      db.write(operator, async (tx) => {
        tx.record({ action: 'test.standing', subject: personId });
        await how(app.get(Fence, { strict: false }), tx);
      }),
    close: async (): Promise<void> => {
      await app.close();
      await database.drop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
