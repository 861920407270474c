import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  Identities,
  type IdentityProviderRow,
  IdentityProviders,
  type ProviderDescription,
  describeIssuer,
  readMetadata,
} from '@app/auth';
import { type Actor, Surroundings } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import {
  Add,
  Discover,
  Discovered,
  Identity,
  Metadata,
  Provider,
  ReadMetadata,
  SetUpOidc,
  SetUpSaml,
  shown,
} from './forms.js';

type Shown = ReturnType<typeof shown>;

/** Who may vouch for people when they sign in. Whoever sets this up decides who is whom, so it needs a fresh proof. */
@ApiTags('sign-in')
@Controller('api/v1/identity-providers')
@Allow('admin')
export class IdentityProvidersController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly identities: Identities,
    private readonly surroundings: Surroundings,
  ) {}

  /** The first step: it has its addresses from now on, which the provider wants to know before it tells its own. */
  @Post()
  @StepUp()
  @Answers(Provider, { status: 201 })
  async add(@By() actor: Actor, @Body({ schema: Add }) wanted: z.infer<typeof Add>): Promise<Shown> {
    return this.shown(await this.providers.add(actor, wanted));
  }

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Provider)
  async list(@By() actor: Actor): Promise<Shown[]> {
    return (await this.providers.list(actor)).map((provider) => this.shown(provider));
  }

  /** What SAML metadata says, given as text or by its address. Nothing is stored. */
  @Post('read-metadata')
  @Answers(Metadata)
  readMetadata(@Body({ schema: ReadMetadata }) from: z.infer<typeof ReadMetadata>): Promise<ProviderDescription> {
    return readMetadata(from, this.surroundings);
  }

  /** What an OpenID provider says of itself. Nothing is stored. */
  @Post('discover')
  @Answers(Discovered)
  discover(@Body({ schema: Discover }) { issuer }: z.infer<typeof Discover>): ReturnType<typeof describeIssuer> {
    return describeIssuer(issuer, this.surroundings);
  }

  @Put(':id/saml')
  @StepUp()
  @Answers(Provider)
  async setUpSaml(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetUpSaml }) wanted: z.infer<typeof SetUpSaml>,
  ): Promise<Shown> {
    return this.shown(await this.providers.setUpSaml(actor, id, wanted));
  }

  @Put(':id/oidc')
  @StepUp()
  @Answers(Provider)
  async setUpOidc(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetUpOidc }) wanted: z.infer<typeof SetUpOidc>,
  ): Promise<Shown> {
    return this.shown(await this.providers.setUpOidc(actor, id, wanted));
  }

  @Post(':id/enable')
  @StepUp()
  @Answers(Provider)
  async enable(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<Shown> {
    return this.shown(await this.providers.enable(actor, id));
  }

  /** Ends also the sessions that it vouched for; like every stop, it needs no fresh proof. */
  @Post(':id/disable')
  @Answers(Provider)
  async disable(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<Shown> {
    return this.shown(await this.providers.disable(actor, id));
  }

  @Delete(':id')
  @StepUp()
  @AnswersNothing()
  remove(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.providers.remove(actor, id);
  }

  @Get(':id/identities')
  @Allow('admin', 'auditor')
  @AnswersList(Identity)
  bound(@By() actor: Actor, @Param('id', { schema: Id }) id: string): ReturnType<Identities['list']> {
    return this.identities.list(actor, id);
  }

  /** The next sign-in of that account is a first one. */
  @Delete(':id/identities/:identityId')
  @StepUp()
  @AnswersNothing()
  unbind(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('identityId', { schema: Id }) identityId: string,
  ): Promise<void> {
    return this.identities.unbind(actor, id, identityId);
  }

  private shown(provider: IdentityProviderRow): Shown {
    return shown(provider, this.providers.addresses(provider));
  }
}
