import createClient from 'openapi-fetch';
import { problemOf, unreachable } from './problem.js';
import type { paths } from './schema.js';

/** Fires `ended` when an answer says that nobody is signed in (any more). */
export const signInWatch = new EventTarget();

const client = createClient<paths>({ baseUrl: window.location.origin });

/** What the server wants beside the cookie before it changes anything; learned with every answer that tells it. */
let csrfToken = '';
const learn = <T extends { csrfToken: string }>(opened: T): T => {
  csrfToken = opened.csrfToken;
  return opened;
};

client.use({
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
  },
  onResponse({ response }) {
    if (response.status === 401) signInWatch.dispatchEvent(new Event('ended'));
  },
  onError: () => unreachable(),
});

type Answer<T> = Readonly<{ data?: T; error?: unknown; response: Response }>;

/** @throws Problem unless the answer is a success */
async function expected<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

export const api = {
  redeemLink: (secret: string) => expected(client.POST('/sign-in', { body: { secret } })).then(learn),
  providers: () => expected(client.GET('/sign-in/providers')),
  interaction: (uid: string) => expected(client.GET('/interaction/{uid}/details', { params: { path: { uid } } })),
  decideInteraction: (uid: string, decision: 'allow' | 'deny') =>
    expected(client.POST('/interaction/{uid}/decision', { params: { path: { uid } }, body: { decision } })),
  session: () => expected(client.GET('/api/v1/session')).then(learn),
  signOut: () => expected(client.DELETE('/api/v1/session')),
  person: (id: string) => expected(client.GET('/api/v1/people/{id}', { params: { path: { id } } })),
  agents: () => expected(client.GET('/api/v1/agents')),
  agent: (id: string) => expected(client.GET('/api/v1/agents/{id}', { params: { path: { id } } })),
  decisions: (limit: number) => expected(client.GET('/api/v1/decisions', { params: { query: { limit } } })),
} as const;

export const DECISION_STREAM = '/api/v1/decisions/stream';
