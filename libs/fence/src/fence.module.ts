import { Module } from '@nestjs/common';
import { Barrier } from './barrier.js';
import { Fence } from './fence.js';
import { FencePruning } from './pruning.js';
import { FenceReplica } from './replica.js';

/** For every process that writes. */
@Module({ providers: [Barrier, Fence, FencePruning], exports: [Fence, FencePruning] })
export class FenceModule {}

/** For every process that decides. */
@Module({ providers: [FenceReplica], exports: [FenceReplica] })
export class FenceReplicaModule {}
