import { Module } from '@nestjs/common';
import { Decisions } from './decisions.js';
import { Reports } from './reports.js';

@Module({ providers: [Decisions, Reports], exports: [Decisions, Reports] })
export class ReportsModule {}
