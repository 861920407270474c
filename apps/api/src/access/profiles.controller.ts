import { Body, Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type AssignmentRow,
  type ListedProfile,
  type ProfileGrantRow,
  type ProfileRow,
  Profiles,
  type ProfileVersionRow,
} from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { Assignment, Change, Grant, ProfileGrant, Terms } from './forms.js';

const Description = z.string().trim().max(2000);
const Create = z.strictObject({ name: Text, description: Description.default('') });
const Describe = z.strictObject({ name: Text.exactOptional(), description: Description.exactOptional() });
const Content = z.strictObject({ grants: z.array(Grant).max(2_000), ...Change });
const NewGrant = Grant.extend(Change);
const Holder = z.union([z.strictObject({ personId: Id, ...Terms }), z.strictObject({ groupId: Id, ...Terms })]);
const Profile = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  version: z.int().describe('Raised by each change of what it grants.'),
  createdAt: Time,
});
const Listed = Profile.extend({ grants: z.array(ProfileGrant), assignments: z.array(Assignment) });
const Version = z.object({ version: z.int(), at: Time, by: z.string(), reason: z.string() });

@ApiTags('access')
@Controller('api/v1/profiles')
@Allow('admin')
export class ProfilesController {
  constructor(private readonly profiles: Profiles) {}

  @Post()
  @Answers(Profile, { status: 201 })
  create(@By() actor: Actor, @Body({ schema: Create }) wanted: z.infer<typeof Create>): Promise<ProfileRow> {
    return this.profiles.create(actor, wanted.name, wanted.description);
  }

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Listed)
  list(@By() actor: Actor): Promise<ListedProfile[]> {
    return this.profiles.list(actor);
  }

  @Patch(':id')
  @Answers(Profile)
  describe(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Describe }) changed: z.infer<typeof Describe>,
  ): Promise<ProfileRow> {
    return this.profiles.describe(actor, id, changed);
  }

  /** All that it grants from now on; what is granted already keeps its grants. */
  @Put(':id/grants')
  @Answers(Profile)
  replace(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Content }) content: z.infer<typeof Content>,
  ): Promise<ProfileRow> {
    return this.profiles.replace(actor, id, content);
  }

  @Get(':id/versions')
  @Allow('admin', 'auditor')
  @AnswersList(Version)
  versions(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ProfileVersionRow[]> {
    return this.profiles.versions(actor, id);
  }

  @Post(':id/grants')
  @Answers(ProfileGrant, { status: 201 })
  grant(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NewGrant }) { ifVersion, reason, ...grant }: z.infer<typeof NewGrant>,
  ): Promise<ProfileGrantRow> {
    return this.profiles.grant(actor, id, grant, { ifVersion, reason });
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
    @Body({ schema: Holder }) { reason, validFrom, validTo, ...holder }: z.infer<typeof Holder>,
  ): Promise<AssignmentRow> {
    return this.profiles.assign(actor, id, holder, { reason, validFrom, validTo });
  }

  @Delete('assignments/:assignmentId')
  @AnswersNothing()
  endAssignment(@By() actor: Actor, @Param('assignmentId', { schema: Id }) id: string): Promise<void> {
    return this.profiles.endAssignment(actor, id);
  }
}
