import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CatalogSyncModule } from '@app/connectors';
import { GatewayModule, McpGateway, Readiness } from '@app/gateway';
import { McpDoor } from './mcp-door.js';
import { mcpPlugin } from './mcp.plugin.js';
import { takeStraight } from './straight.js';

/** What a program imports to decide and forward tool calls. */
export const gatewayParts = [GatewayModule, CatalogSyncModule];

/**
 * Puts the MCP endpoint on the application's own Fastify instance, and beside it the one question that a load balancer
 * asks of a replica: may it be sent calls now, and if not, why?
 */
export async function mountGateway(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const readiness = app.get(Readiness);
  const gateway: McpGateway = app.get(McpGateway);
  await fastify.register(mcpPlugin, { gateway });
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  takeStraight(fastify.server, new McpDoor(gateway), () => isClosing);
  fastify.get('/gateway/readyz', (_request, reply) => {
    const now = readiness.now();
    return reply
      .code(now.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(now);
  });
}
