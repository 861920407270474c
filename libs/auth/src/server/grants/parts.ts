import { AssertionUses } from './assertion-uses.js';
import { ChainLinks } from './chain-links.js';
import { ClientAgents } from './client-agents.js';
import { DelegationRevokedSubscriber } from './delegation-revoked.subscriber.js';
import { ForeignAssertions } from './foreign-assertions.js';
import { Grants } from './grants.js';
import { IdJag } from './id-jag.js';
import { IssuerKeys } from './issuer-keys.js';
import { RefusalsOfAgents } from './refusals-of-agents.js';
import { TokenExchange } from './token-exchange.js';
import { Workloads } from './workloads.js';

/** What our own grants are made of. */
export const grantParts = [
  AssertionUses,
  ChainLinks,
  ClientAgents,
  DelegationRevokedSubscriber,
  ForeignAssertions,
  Grants,
  IdJag,
  IssuerKeys,
  RefusalsOfAgents,
  TokenExchange,
  Workloads,
];
