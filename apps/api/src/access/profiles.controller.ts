import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AssignmentRow, type ListedProfile, type ProfileGrantRow, type ProfileRow, Profiles } from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { Assignment, Grant, ProfileGrant } from './forms.js';

const Create = z.strictObject({ name: Text });
const Holder = z.union([z.strictObject({ personId: Id }), z.strictObject({ groupId: Id })]);
const Profile = z.object({ id: z.uuid(), name: z.string(), createdAt: Time });
const Listed = Profile.extend({ grants: z.array(ProfileGrant), assignments: z.array(Assignment) });

@ApiTags('access')
@Controller('api/v1/profiles')
@Allow('admin')
export class ProfilesController {
  constructor(private readonly profiles: Profiles) {}

  @Post()
  @Answers(Profile, { status: 201 })
  create(@By() actor: Actor, @Body({ schema: Create }) { name }: z.infer<typeof Create>): Promise<ProfileRow> {
    return this.profiles.create(actor, name);
  }

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Listed)
  list(@By() actor: Actor): Promise<ListedProfile[]> {
    return this.profiles.list(actor);
  }

  @Post(':id/grants')
  @Answers(ProfileGrant, { status: 201 })
  grant(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Grant }) grant: z.infer<typeof Grant>,
  ): Promise<ProfileGrantRow> {
    return this.profiles.grant(actor, id, grant);
  }

  @Delete('grants/:grantId')
  @AnswersNothing()
  endGrant(@By() actor: Actor, @Param('grantId', { schema: Id }) grantId: string): Promise<void> {
    return this.profiles.endGrant(actor, grantId);
  }

  @Post(':id/assignments')
  @Answers(Assignment, { status: 201 })
  assign(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Holder }) holder: z.infer<typeof Holder>,
  ): Promise<AssignmentRow> {
    return this.profiles.assign(actor, id, holder);
  }

  @Delete('assignments/:assignmentId')
  @AnswersNothing()
  endAssignment(@By() actor: Actor, @Param('assignmentId', { schema: Id }) id: string): Promise<void> {
    return this.profiles.endAssignment(actor, id);
  }
}
