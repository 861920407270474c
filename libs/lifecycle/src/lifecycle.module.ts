import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { FenceModule } from '@app/fence';
import { Lifecycle } from './lifecycle.js';

@Module({ imports: [AccessModule, AgentsModule, FenceModule], providers: [Lifecycle], exports: [Lifecycle] })
export class LifecycleModule {}
