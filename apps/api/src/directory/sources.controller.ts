import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type SourceRow, Sources } from '@app/directory';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { DirectoryView } from './directory.view.js';

const Dialect = z.enum(['okta', 'entra', 'lenient', 'strict']);
const Connect = z.strictObject({ name: Text, dialect: Dialect });
const Source = z.object({ id: z.uuid(), name: z.string(), dialect: Dialect, createdAt: Time });
const Connected = z.object({ source: Source, token: z.string().describe('Shown this one time.') });

@ApiTags('directory')
@Controller('api/v1/sources')
@Allow('admin')
export class SourcesController {
  constructor(
    private readonly sources: Sources,
    private readonly view: DirectoryView,
  ) {}

  @Post()
  @Answers(Connected, { status: 201 })
  connect(
    @By() actor: Actor,
    @Body({ schema: Connect }) body: z.infer<typeof Connect>,
  ): Promise<{ source: SourceRow; token: string }> {
    return this.sources.connect(actor, body);
  }

  @Get()
  @AnswersList(Source)
  list(@By() actor: Actor): Promise<SourceRow[]> {
    return this.view.sources(actor);
  }
}
