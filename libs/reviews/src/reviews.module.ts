import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { Campaigns } from './campaigns.js';
import { Reassignment } from './reassignment.js';
import { Verification } from './verification.js';

@Module({
  imports: [AccessModule, AgentsModule],
  providers: [Campaigns, Reassignment, Verification],
  exports: [Campaigns],
})
export class ReviewsModule {}
