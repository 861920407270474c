import { Module } from '@nestjs/common';
import { AgentsModule } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { FenceModule, FenceReplicaModule } from '@app/fence';
import { AccessIndex } from './deciding/access-index.js';
import { AccessAsCode } from './as-code/access-as-code.js';
import { CarryOut } from './as-code/carry-out.js';
import { CedarPolicies } from './cedar/cedar-policies.js';
import { AccessDrift } from './drift/access-drift.js';
import { AgentGrants } from './grants/agent-grants.js';
import { AssignmentRules } from './assignments/assignment-rules.js';
import { DefinitionChanges } from './definitions/definition-changes.js';
import { EffectiveAccess } from './explaining/effective-access.js';
import { Explanations } from './explaining/explain.js';
import { GrantUses } from './drift/grant-uses.js';
import { PastAccess } from './history/past-access.js';
import { KillSwitches } from './kill-switches.js';
import { ProfileBindings } from './assignments/profile-bindings.js';
import { Profiles } from './profiles/profiles.js';
import { Simulations } from './explaining/simulate.js';
import { SpentUsage } from './usage/spent-usage.js';
import { UsageStore } from './usage/usage-store.js';

const open = [
  AccessAsCode,
  AccessDrift,
  AgentGrants,
  AssignmentRules,
  CedarPolicies,
  DefinitionChanges,
  EffectiveAccess,
  Explanations,
  GrantUses,
  KillSwitches,
  PastAccess,
  ProfileBindings,
  Profiles,
  Simulations,
  SpentUsage,
];

@Module({ imports: [AgentsModule, CatalogModule, FenceModule], providers: [...open, CarryOut], exports: open })
export class AccessModule {}

/** For processes that decide. */
@Module({ imports: [FenceReplicaModule], providers: [AccessIndex, UsageStore], exports: [AccessIndex, UsageStore] })
export class AccessIndexModule {}
