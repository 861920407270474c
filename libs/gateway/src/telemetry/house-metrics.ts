import { Inject, Injectable } from '@nestjs/common';
import { Reaches, type ServerState } from '@app/connectors';
import { FenceReplica } from '@app/fence';
import { CallLog } from '@app/ledger';
import { Metrics, type Reading, Tracing } from '@app/telemetry';
import { House } from '../house.js';

const MOST_SERVERS = 200;

type OpenThings = Readonly<{
  calls: Pick<House['calls'], 'size'>;
  streams: Readonly<{ listeners: Readonly<{ size: number }> }>;
  sessions: Readonly<{ active: number }>;
  rounds: Readonly<{ held: Readonly<{ size: number }> }>;
}>;

/** How this gateway stands: what is open, how current it is, and how its servers take calls. Read when somebody asks. */
@Injectable()
export class HouseMetrics {
  constructor(
    @Inject(Metrics) metrics: Pick<Metrics, 'gauge'>,
    @Inject(House) house: OpenThings,
    @Inject(FenceReplica) fence: Pick<FenceReplica, 'isFresh' | 'seq' | 'ageMs'>,
    @Inject(CallLog) log: Pick<CallLog, 'waiting' | 'isWell'>,
    @Inject(Reaches) reaches: Pick<Reaches, 'states'>,
    @Inject(Tracing) tracing: Pick<Tracing, 'spans'>,
  ) {
    const gauge = (name: string, help: string, read: () => number): void => metrics.gauge({ name, help }, read);
    gauge('surety_open_calls', 'Calls that are with an upstream now.', () => house.calls.size);
    gauge('surety_open_streams', 'Streams on which clients wait for changes.', () => house.streams.listeners.size);
    gauge('surety_active_sessions', 'Sessions that were served here in the last ten seconds.', () => house.sessions.active); // prettier-ignore
    gauge('surety_held_calls', 'Calls that wait for an answer of their client.', () => house.rounds.held.size);
    gauge('surety_ledger_waiting', 'Records of calls that wait for their commit.', () => log.waiting);
    gauge('surety_ledger_writable', '0 after a commit of call records that failed.', () => Number(log.isWell));
    gauge('surety_fence_fresh', '1 while this replica may decide.', () => Number(fence.isFresh()));
    gauge('surety_fence_seq', 'Number of the newest fence change that is in force here.', () => fence.seq);
    gauge('surety_fence_age_seconds', 'How long ago the fence was last known to be current.', () => fence.ageMs / 1000);
    gauge('surety_spans_made', 'Spans that were to be sent, since the start.', () => tracing.spans.made);
    gauge('surety_spans_sent', 'Spans that the collector has taken, since the start.', () => tracing.spans.sent);
    const ofServers = (name: string, help: string, value: (state: ServerState) => number): void =>
      metrics.gauge({ name, help, labelNames: ['server'] }, () => byServer(reaches.states(), value));
    ofServers('surety_upstream_shut', '1 while no calls go to a server because it fails all the time.', ({ isShut }) => Number(isShut)); // prettier-ignore
    ofServers('surety_upstream_in_flight', 'Requests that are with a server now.', ({ inFlight }) => inFlight);
    ofServers('surety_upstream_waiting', 'Requests that wait for a place at a server.', ({ waiting }) => waiting);
  }
}

/** Of more servers than are named, the sum. */
function byServer(states: readonly ServerState[], value: (state: ServerState) => number): Reading[] {
  const named = states
    .slice(0, MOST_SERVERS)
    .map((state) => ({ labels: { server: state.server }, value: value(state) }));
  const others = states.slice(MOST_SERVERS);
  if (others.length === 0) return named;
  return [...named, { labels: { server: 'other' }, value: others.reduce((sum, state) => sum + value(state), 0) }];
}
