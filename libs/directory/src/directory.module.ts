import { Module } from '@nestjs/common';
import { ExpiringTokens } from './expiring-tokens.js';
import { Groups } from './groups.js';
import { People } from './people.js';
import { Reconciliation } from './reconciliation.js';
import { SourceActivity } from './source-activity.js';
import { SourceRates } from './source-rates.js';
import { Sources } from './sources.js';

const useCases = [Sources, SourceActivity, SourceRates, People, Groups, Reconciliation, ExpiringTokens];

@Module({ providers: useCases, exports: useCases })
export class DirectoryModule {}
