import { LayFoundations1795219200001 } from './0001-lay-foundations.js';
import { ConfigureSources1795219200002 } from './0002-configure-sources.js';
import { IndexValues1795219200003 } from './0003-index-values.js';
import { FollowEmployment1795219200004 } from './0004-follow-employment.js';
import { HandOverAgents1795219200005 } from './0005-hand-over-agents.js';
import { ReceiveSignals1795219200006 } from './0006-receive-signals.js';
import { BindProfiles1795219200007 } from './0007-bind-profiles.js';
import { KnowCallers1795219200008 } from './0008-know-callers.js';

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
];
