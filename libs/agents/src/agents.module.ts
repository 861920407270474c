import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { Agents } from './agents.js';

@Module({ imports: [FenceModule], providers: [Agents], exports: [Agents] })
export class AgentsModule {}
