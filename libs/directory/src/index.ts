export { fold } from './core/folding.js';
export { isId } from './core/ids.js';
export type { PersonFacts } from './core/person.js';
export type {
  DeclaredAttribute,
  DeclaredSchema,
  MatchingRule,
  SourceMapping,
  SourceSettings,
} from './core/source-settings.js';
export { DirectoryModule } from './directory.module.js';
export { ExpiringTokens } from './expiring-tokens.js';
export { GroupRow } from './group.row.js';
export { foldedTexts, indexed } from './core/person-values.js';
export { type GroupFacts, Groups } from './groups.js';
export { isSubordinate, managerOf } from './managers.js';
export { MembershipRow } from './membership.row.js';
export { People } from './people.js';
export { PersonRow } from './person.row.js';
export { comparedColumns, type Listed } from './core/reconcile.js';
export { type PopulationList, type Reconciled, Reconciliation } from './reconciliation.js';
export { type SourceDialect, SourceRow } from './source.row.js';
export { SourceActivityRow } from './source-activity.row.js';
export { SourceActivity, type SourceStatus } from './source-activity.js';
export { SourceRates } from './source-rates.js';
export { type Authenticated, type IssuedToken, type SourceChange, Sources } from './sources.js';
export { unlessTaken } from './unless-taken.js';
