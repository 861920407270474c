import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@app/kernel';

/** Where the built console lies, seen from the built program (`dist/apps/api/src/edge`) and from the sources. */
const places = ['../../../../console/', '../../../../dist/console/'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
);
/** Below these, a missing page is missing; anywhere else it is a page of the console. */
const notPages = /^\/+(api|scim|ssf|oauth|mcp|ledger|assets|\.well-known)(\/|$|\?)/i;

/** Serves the console if it has been built: its files as they are, and its page for every address of its own. */
export async function serveConsole(app: NestFastifyApplication): Promise<void> {
  const root = places.find((place) => existsSync(`${place}index.html`));
  if (root === undefined) return;
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: false,
    index: false,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply, path) => {
      if (!path.includes('/assets/')) void reply.header('cache-control', 'no-cache');
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request: FastifyRequest, reply: FastifyReply) => page(request, reply));
}

function page(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // a browser brings a cookie; a token is a client's with a wrong base address, which must not read 200 in a page
  if (notPages.test(request.url) || request.headers.authorization !== undefined) throw new Refusal('request.not-found');
  return reply.type('text/html').sendFile('index.html', { maxAge: 0, immutable: false });
}
