import type { INestApplicationContext } from '@nestjs/common';
import { Db, type WriteTx } from '@app/database';
import { type DeclaredAttribute, type SourceDialect, type SourceRow, Sources } from '@app/directory';
import { type Actor, Clock, Refusal, newId, system } from '@app/kernel';
import { type ListResponse, ScimGroups, ScimModule, type ScimResource, ScimSearch, ScimUsers } from '@app/scim';
import { openContext, surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';

/** A provider as the use cases see it. */
export type Provider = Readonly<{ actor: Actor; source: SourceRow }>;

/** SCIM's use cases on a database of their own, without a web server. */
export async function openScimHouse(clock?: Clock) {
  const database = await freshDatabase();
  const app: INestApplicationContext = await openContext(
    surroundingsOf(database.url, clock ? { clock } : {}),
    ScimModule,
  );
  const db = app.get(Db);
  const operator = system('test');
  return {
    app,
    url: database.url,
    users: app.get(ScimUsers),
    groups: app.get(ScimGroups),
    search: app.get(ScimSearch),
    sql: <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      db.read(operator, (tx) => tx.query<Row[]>(text, values)),
    write: <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
      db.write(operator, (tx) => {
        tx.record({ action: 'test.furnished', subject: 'test' });
        return work(tx);
      }),
    async provider(dialect: SourceDialect = 'lenient', extensions: SourceRow['extensions'] = []): Promise<Provider> {
      const { source } = await app.get(Sources).connect(operator, { name: `idp-${newId()}`, dialect });
      return { actor: system(`source/${source.id}`), source: Object.assign(source, { extensions }) };
    },
    async close(): Promise<void> {
      await app.close();
      await database.drop();
    },
  };
}

export const attribute = (name: string, over: Partial<DeclaredAttribute>): DeclaredAttribute => ({
  name,
  type: 'string',
  multiValued: false,
  description: name,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...over,
});

export const idsOf = ({ Resources }: ListResponse): string[] => (Resources as ScimResource[]).map(({ id }) => id);

/** The code of the refusal that some work ends with, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
