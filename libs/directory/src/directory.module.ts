import { Module } from '@nestjs/common';
import { Groups } from './groups.js';
import { People } from './people.js';
import { Sources } from './sources.js';

@Module({ providers: [Sources, People, Groups], exports: [Sources, People, Groups] })
export class DirectoryModule {}
