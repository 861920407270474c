import { Module } from '@nestjs/common';
import { AccessIndexModule } from '@app/access';
import { AuthModule, TokenFollowerModule } from '@app/auth';
import { ConnectorsModule } from '@app/connectors';
import { FenceReplicaModule } from '@app/fence';
import { TelemetryModule } from '@app/telemetry';
import { admission } from './admission/index.js';
import { House } from './house.js';
import { MailStore } from './mailbox/mail-store.js';
import { Mailbox } from './mailbox/mailbox.js';
import { PgMailStore } from './mailbox/pg-mail-store.js';
import { McpGateway } from './mcp-gateway.js';
import { PgSessionStore } from './sessions/pg-session-store.js';
import { SessionStore } from './sessions/session-store.js';
import { Sessions } from './sessions/sessions.js';
import { Readiness } from './readiness.js';
import { CallMetrics } from './telemetry/call-metrics.js';
import { CallTraces } from './telemetry/call-traces.js';
import { HouseMetrics } from './telemetry/house-metrics.js';
import { ToolTerms } from './tool-terms.js';

@Module({
  imports: [AccessIndexModule, AuthModule, ConnectorsModule, FenceReplicaModule, TelemetryModule, TokenFollowerModule],
  providers: [
    House,
    Mailbox,
    Sessions,
    { provide: MailStore, useClass: PgMailStore },
    { provide: SessionStore, useClass: PgSessionStore },
    ToolTerms,
    CallMetrics,
    CallTraces,
    HouseMetrics,
    Readiness,
    {
      provide: McpGateway,
      inject: [House, CallMetrics, CallTraces],
      useFactory: (house: House, ...watches: [CallMetrics, CallTraces]) => new McpGateway(house, admission, watches),
    },
  ],
  exports: [McpGateway, Readiness],
})
export class GatewayModule {}
