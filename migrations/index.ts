import { LayFoundations1795219200001 } from './0001-lay-foundations.js';
import { ConfigureSources1795219200002 } from './0002-configure-sources.js';
import { IndexValues1795219200003 } from './0003-index-values.js';
import { FollowEmployment1795219200004 } from './0004-follow-employment.js';
import { HandOverAgents1795219200005 } from './0005-hand-over-agents.js';
import { ReceiveSignals1795219200006 } from './0006-receive-signals.js';
import { BindProfiles1795219200007 } from './0007-bind-profiles.js';
import { KnowCallers1795219200008 } from './0008-know-callers.js';
import { ConnectClients1795219200009 } from './0009-connect-clients.js';
import { AdmitClients1795219200010 } from './0010-admit-clients.js';
import { RememberProofs1795219200011 } from './0011-remember-proofs.js';
import { GovernAgents1795219200012 } from './0012-govern-agents.js';
import { TrustIssuers1795219200013 } from './0013-trust-issuers.js';
import { SignInPeople1795219200014 } from './0014-sign-in-people.js';
import { AssignRoles1795219200015 } from './0015-assign-roles.js';
import { KnowServers1795219200016 } from './0016-know-servers.js';
import { SayWhichTools1795219200017 } from './0017-say-which-tools.js';
import { WatchServers1795219200018 } from './0018-watch-servers.js';
import { GiveByRules1795219200019 } from './0019-give-by-rules.js';
import { CountUsage1795219200020 } from './0020-count-usage.js';
import { RememberFacts1795219200021 } from './0021-remember-facts.js';
import { KeepSessions1795219200022 } from './0022-keep-sessions.js';
import { IdentifyToServers1795219200023 } from './0023-identify-to-servers.js';
import { PartitionLedger1795219200024 } from './0024-partition-ledger.js';
import { EraseSubjects1795219200025 } from './0025-erase-subjects.js';

/** In order. A migration that has shipped is never edited; a mistake is corrected by the next one. */
export const migrations = [
  LayFoundations1795219200001,
  ConfigureSources1795219200002,
  IndexValues1795219200003,
  FollowEmployment1795219200004,
  HandOverAgents1795219200005,
  ReceiveSignals1795219200006,
  BindProfiles1795219200007,
  KnowCallers1795219200008,
  ConnectClients1795219200009,
  AdmitClients1795219200010,
  RememberProofs1795219200011,
  GovernAgents1795219200012,
  TrustIssuers1795219200013,
  SignInPeople1795219200014,
  AssignRoles1795219200015,
  KnowServers1795219200016,
  SayWhichTools1795219200017,
  WatchServers1795219200018,
  GiveByRules1795219200019,
  CountUsage1795219200020,
  RememberFacts1795219200021,
  KeepSessions1795219200022,
  IdentifyToServers1795219200023,
  PartitionLedger1795219200024,
  EraseSubjects1795219200025,
];
