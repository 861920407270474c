import { Module } from '@nestjs/common';
import { AccessIndexModule } from '@app/access';
import { AuthModule, TokenFollowerModule } from '@app/auth';
import { ConnectorsModule } from '@app/connectors';
import { FenceReplicaModule } from '@app/fence';
import { admission } from './admission/index.js';
import { House } from './house.js';
import { McpGateway } from './mcp-gateway.js';
import { ToolTerms } from './tool-terms.js';

@Module({
  imports: [AccessIndexModule, AuthModule, ConnectorsModule, FenceReplicaModule, TokenFollowerModule],
  providers: [
    House,
    ToolTerms,
    { provide: McpGateway, inject: [House], useFactory: (house: House) => new McpGateway(house, admission) },
  ],
  exports: [McpGateway],
})
export class GatewayModule {}
