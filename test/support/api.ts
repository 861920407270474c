import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bootstrap, SignInLinks, csrfTokenOf } from '@app/auth';
import { type SourceDialect, type SourceSettings, Sources } from '@app/directory';
import { type Surroundings, newId, system } from '@app/kernel';
import { boot, makeAdapter } from '../../apps/api/src/boot.js';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';

type Headers = Record<string, string>;
const operator = system('test');

/**
 * The control plane as a program serves it, on a database of its own, with its clients.
 * @param prepare sees the web server before any route is there
 * @param over what is to be other than usual
 */
export async function openApi(
  prepare: (adapter: ReturnType<typeof makeAdapter>) => unknown = () => undefined,
  over: Partial<Surroundings> = {},
) {
  const database = await freshDatabase();
  const adapter = makeAdapter();
  prepare(adapter);
  const app: NestFastifyApplication = await boot(
    surroundingsOf(database.url, { publicUrl: 'http://localhost', ...over }),
    adapter,
  );
  await app.listen(0, '127.0.0.1');

  const send = async (method: string, url: string, payload?: unknown, headers: Headers = {}) => {
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const body = payload === undefined ? {} : { payload: JSON.stringify(payload) };
    const answer = await app.inject({ method: method as 'GET', url, headers: { ...type, ...headers }, ...body });
    return Object.assign(answer, { problem: () => answer.json<{ code: string }>().code });
  };

  /** A person's browser, signed in through the front door. */
  const signedIn = async (personId: string) => {
    const { secret } = await app.get(SignInLinks).issue(operator, personId);
    const answer = await send('POST', '/sign-in', { secret });
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const csrf = { 'x-csrf-token': csrfTokenOf(cookie.slice(cookie.indexOf('=') + 1)) };
    const as = (method: string, url: string, payload?: unknown, headers: Headers = {}) =>
      send(method, url, payload, { cookie, ...csrf, ...headers });
    return { personId, cookie, as, answer };
  };

  /** A source with its SCIM client. */
  const aSource = async (dialect: SourceDialect = 'lenient', settings: Partial<SourceSettings> = {}) => {
    const wanted = { name: `idp-${newId()}`, dialect, ...settings };
    const { source, token } = await app.get(Sources).connect(operator, wanted);
    const scim = (method: string, url: string, payload?: unknown, headers: Headers = {}) =>
      send(method, `/scim/v2${url}`, payload, {
        authorization: `Bearer ${token}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      });
    return { source, token, scim };
  };

  return {
    app,
    base: await app.getUrl(),
    operator,
    send,
    signedIn,
    aSource,
    admin: await signedIn((await app.get(Bootstrap).admin('root@example.com')).personId),
    async close(): Promise<void> {
      await app.close();
      await database.drop();
    },
  };
}
