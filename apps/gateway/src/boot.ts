import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CatalogSyncModule } from '@app/connectors';
import { FenceReplica } from '@app/fence';
import { GatewayModule, McpGateway } from '@app/gateway';
import { mcpPlugin } from './mcp.plugin.js';

/** What a program imports to decide and forward tool calls. */
export const gatewayParts = [GatewayModule, CatalogSyncModule];

/**
 * Puts the MCP endpoint on the application's own Fastify instance, and beside it the one question that a load balancer
 * asks of a replica: may it decide now?
 */
export async function mountGateway(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const replica = app.get(FenceReplica);
  const gateway: McpGateway = app.get(McpGateway);
  await fastify.register(mcpPlugin, { gateway });
  fastify.get('/gateway/readyz', (_request, reply) =>
    replica.isFresh()
      ? reply.send({ ready: true, fenceSeq: replica.seq })
      : reply.code(503).send({ ready: false, because: 'fence.not-fresh' }),
  );
}
