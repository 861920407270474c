import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { Agents } from './agents.js';
import { Stewardship } from './stewardship.js';

@Module({ imports: [FenceModule], providers: [Agents, Stewardship], exports: [Agents, Stewardship] })
export class AgentsModule {}
