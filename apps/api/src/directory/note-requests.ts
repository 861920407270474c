import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SourceActivity } from '@app/directory';

/** Every answered request of a source goes into its log, refused or not; what no source could be found for does not. */
export function noteRequestsOfSources(app: NestFastifyApplication): void {
  const activity = app.get(SourceActivity);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const { identity, id, receivedAt, method, routeOptions, refusedFor, headers } = request;
      if (identity?.kind === 'source') {
        activity.note(identity.actor.tenant, {
          id,
          sourceId: identity.source.id,
          tokenId: identity.tokenId,
          at: receivedAt,
          durationMs: Math.round(reply.elapsedTime),
          method,
          route: routeOptions.url ?? '',
          status: reply.statusCode,
          code: refusedFor ?? null,
          client: headers['user-agent']?.slice(0, 200) ?? null,
        });
      }
      done();
    });
}
