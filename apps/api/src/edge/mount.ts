import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthorizationServer, OAUTH_PATH } from '@app/auth';
import { noteRequestsOfSources } from '../directory/note-requests.js';
import { speakAuthzen } from '../decisions/speak-authzen.js';
import { speakScim } from '../scim/speak-scim.js';
import { speakSecurityEvents } from '../signals/speak-set.js';
import { limitAnswers } from '../sign-in/limit-answers.js';
import { serveConsole } from './console.js';
import { OPENAPI_PATH, openApi } from './openapi.js';

/**
 * Everything that needs the application itself; call it after `NestFactory.create` and before `init`. The
 * authorization server comes first, as middleware: it must get its requests before any body is read.
 */
export async function mountApi(app: NestFastifyApplication): Promise<void> {
  const authorizationServer = app.get(AuthorizationServer);
  app.use(OAUTH_PATH, authorizationServer.callback());
  for (const kind of ['oauth-authorization-server', 'openid-configuration'] as const) {
    app.use(`/.well-known/${kind}${OAUTH_PATH}`, authorizationServer.wellKnown(kind));
  }
  const server = app.getHttpAdapter().getInstance();
  speakAuthzen(server);
  speakScim(server);
  speakSecurityEvents(server);
  limitAnswers(server);
  noteRequestsOfSources(app);
  await app.register(cookie);
  const document = openApi(app);
  server.get(OPENAPI_PATH, (_request: FastifyRequest, reply: FastifyReply) => reply.send(document));
  await serveConsole(app);
}
