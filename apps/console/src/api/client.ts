import createClient from 'openapi-fetch';
import { type Problem, problemOf, unreachable } from './problem.js';
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
  onError: () => unreachable(),
});

/** What a security key answered, in the JSON of WebAuthn. */
type Credential =
  paths['/sign-in/break-glass/answer']['post']['requestBody']['content']['application/json']['credential'];
type Approval = paths['/api/v1/tools/{id}/approve']['post']['requestBody']['content']['application/json'];
type Answer<T> = Readonly<{ data?: T; error?: unknown; response: Response }>;

/** @throws Problem unless the answer is a success */
async function expected<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = problemOf(response.status, error);
  if (saysNobodyIsSignedIn(problem)) signInWatch.dispatchEvent(new Event('ended'));
  throw problem;
}

/** Other refusals by 401 leave the session as it is: it is not fresh enough, or a link or key was wrong. */
const saysNobodyIsSignedIn = ({ status, code }: Problem): boolean =>
  status === 401 && (code === 'sign-in.required' || code === 'http.401');

export const api = {
  redeemLink: (secret: string) => expected(client.POST('/sign-in', { body: { secret } })).then(learn),
  providers: () => expected(client.GET('/sign-in/providers')),
  interaction: (uid: string) => expected(client.GET('/interaction/{uid}/details', { params: { path: { uid } } })),
  decideInteraction: (uid: string, decision: 'allow' | 'deny') =>
    expected(client.POST('/interaction/{uid}/decision', { params: { path: { uid } }, body: { decision } })),
  session: () => expected(client.GET('/api/v1/session')).then(learn),
  signOut: () => expected(client.DELETE('/api/v1/session')),
  person: (id: string) => expected(client.GET('/api/v1/people/{id}', { params: { path: { id } } })),
  connections: () => expected(client.GET('/api/v1/me/connections')),
  endConnection: (agentId: string) =>
    expected(client.DELETE('/api/v1/me/connections/{agentId}', { params: { path: { agentId } } })),
  glass: {
    begin: (name: string, password: string) =>
      expected(client.POST('/sign-in/break-glass', { body: { name, password } })),
    finish: (challengeId: string, credential: Credential) =>
      expected(client.POST('/sign-in/break-glass/answer', { body: { challengeId, credential } })).then(learn),
    invite: (secret: string) => expected(client.POST('/sign-in/break-glass/registration', { body: { secret } })),
    register: (secret: string, challengeId: string, credential: Credential) =>
      expected(client.POST('/sign-in/break-glass/registration/answer', { body: { secret, challengeId, credential } })),
  },
  agents: () => expected(client.GET('/api/v1/agents')),
  agent: (id: string) => expected(client.GET('/api/v1/agents/{id}', { params: { path: { id } } })),
  servers: () => expected(client.GET('/api/v1/servers')),
  tools: () => expected(client.GET('/api/v1/tools')),
  toolChange: (id: string) => expected(client.GET('/api/v1/tools/{id}/changes', { params: { path: { id } } })),
  approveTool: (id: string, body: Approval) =>
    expected(client.POST('/api/v1/tools/{id}/approve', { params: { path: { id } }, body })),
  refuseTool: (id: string, body: Pick<Approval, 'definitionHash' | 'reason'>) =>
    expected(client.POST('/api/v1/tools/{id}/refuse', { params: { path: { id } }, body })),
  explain: (callId: string) => expected(client.POST('/api/v1/decisions/explain', { body: { callId } })),
  decisions: (limit: number) => expected(client.GET('/api/v1/decisions', { params: { query: { limit } } })),
} as const;

export const DECISION_STREAM = '/api/v1/decisions/stream';
