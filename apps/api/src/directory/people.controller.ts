import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { GroupRow, PersonRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { SignedIn } from '../policy/policy.js';
import { DirectoryView, type ShownPerson } from './directory.view.js';

const limit = z.coerce.number().int().min(1).max(500).default(100);
const PeopleQuery = z.object({ search: z.string().max(200).default(''), limit });
const GroupsQuery = z.object({ limit });
const Group = z.object({ id: z.uuid(), sourceId: z.uuid(), displayName: z.string() });
const Person = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  userName: z.string(),
  displayName: z.string(),
  managerId: z.uuid().nullable(),
  status: z.enum(['active', 'inactive']),
});
const ShownPersonForm = Person.extend({ groups: z.array(Group) });

/** Everybody who is signed in may look people up, as in any company directory: owners choose deputies here. */
@ApiTags('directory')
@Controller('api/v1')
@SignedIn()
export class PeopleController {
  constructor(private readonly view: DirectoryView) {}

  @Get('people')
  @AnswersList(Person)
  list(@By() actor: Actor, @Query({ schema: PeopleQuery }) query: z.infer<typeof PeopleQuery>): Promise<PersonRow[]> {
    return this.view.people(actor, query.search, query.limit);
  }

  @Get('people/:id')
  @Answers(ShownPersonForm)
  get(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ShownPerson> {
    return this.view.person(actor, id);
  }

  @Get('groups')
  @AnswersList(Group)
  groups(@By() actor: Actor, @Query({ schema: GroupsQuery }) query: z.infer<typeof GroupsQuery>): Promise<GroupRow[]> {
    return this.view.groups(actor, query.limit);
  }
}
