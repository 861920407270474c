import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { AgentBindings } from './proof/agent-bindings.js';
import { AgentFacts } from './identity/agent-facts.js';
import { AgentList } from './identity/agent-list.js';
import { Agents } from './agents.js';
import { Approvals } from './life/approvals.js';
import { Blueprints } from './blueprints/blueprints.js';
import { AgentCredentials } from './proof/credentials.js';
import { Delegations } from './answering/delegations.js';
import { Quarantines } from './life/quarantines.js';
import { Registration } from './identity/registration.js';
import { Starting } from './life/starting.js';
import { Stewardship } from './answering/stewardship.js';
import { AgentTerms } from './life/terms.js';
import { TrustedIssuers } from './proof/trusted-issuers.js';

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
