import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { AgentBindings } from './agent-bindings.js';
import { AgentFacts } from './agent-facts.js';
import { AgentList } from './agent-list.js';
import { Agents } from './agents.js';
import { Approvals } from './approvals.js';
import { Blueprints } from './blueprints.js';
import { AgentCredentials } from './credentials.js';
import { Delegations } from './delegations.js';
import { Quarantines } from './quarantines.js';
import { Registration } from './registration.js';
import { Starting } from './starting.js';
import { Stewardship } from './stewardship.js';
import { AgentTerms } from './terms.js';
import { TrustedIssuers } from './trusted-issuers.js';

const offered = [
  AgentBindings,
  AgentCredentials,
  AgentFacts,
  AgentList,
  Agents,
  AgentTerms,
  Approvals,
  Blueprints,
  Delegations,
  Quarantines,
  Stewardship,
  TrustedIssuers,
];

@Module({ imports: [FenceModule], providers: [...offered, Registration, Starting], exports: offered })
export class AgentsModule {}
