import { Module } from '@nestjs/common';
import { AgentsModule } from '@app/agents';
import { DeletedAgents } from './deleted-agents.js';

/** What follows from pushed agents after the commit; for the process that carries jobs. */
@Module({ imports: [AgentsModule], providers: [DeletedAgents] })
export class AgentFollowUpsModule {}
