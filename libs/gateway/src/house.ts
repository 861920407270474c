import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AccessIndex, UsageStore } from '@app/access';
import { AccessTokens, HolderProofs } from '@app/auth';
import { CatalogSync, Upstreams } from '@app/connectors';
import { Sealer } from '@app/database';
import { FenceReplica } from '@app/fence';
import { Clock, Surroundings } from '@app/kernel';
import { CallLog } from '@app/ledger';
import { allowedHosts } from './core/hosts.js';
import { KeyedDigest } from './core/keyed-digest.js';
import { Mailbox } from './mailbox/mailbox.js';
import { OpenCalls } from './open-calls.js';
import { Rounds } from './rounds/rounds.js';
import { Sessions } from './sessions/sessions.js';
import { Streams } from './streams/streams.js';
import { ToolTerms } from './tool-terms.js';
import { Turns } from './turns.js';

/** Everything that the steps of the admission consult, and no more of it than they use. */
@Injectable()
export class House implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly publicUrl: string;
  readonly calls: OpenCalls;
  readonly turns = new Turns();
  readonly rounds: Rounds;
  readonly streams: Streams;
  private readonly keyed: KeyedDigest;
  private readonly hosts = new Map<number | undefined, ReadonlySet<string>>();

  constructor(
    @Inject(AccessTokens) readonly tokens: Pick<AccessTokens, 'verify' | 'isRevoked' | 'onChange'>,
    @Inject(HolderProofs) readonly holders: Pick<HolderProofs, 'check'>,
    @Inject(FenceReplica) readonly fence: Pick<FenceReplica, 'isFresh' | 'seq' | 'standing' | 'sync' | 'onChange'>,
    @Inject(AccessIndex) readonly access: Pick<AccessIndex, 'decide' | 'visible' | 'offered' | 'needs' | 'onChange'>,
    @Inject(UsageStore) readonly usage: Pick<UsageStore, 'lookUp' | 'note' | 'raise' | 'mark' | 'usedIn'>,
    @Inject(ToolTerms) readonly terms: Pick<ToolTerms, 'of'>,
    @Inject(CatalogSync) readonly definitions: Pick<CatalogSync, 'ensureRecent'>,
    @Inject(CallLog) readonly log: Pick<CallLog, 'intent' | 'outcome'>,
    @Inject(Upstreams) readonly upstreams: Pick<Upstreams, 'request' | 'describe' | 'watchResource'>,
    @Inject(Clock) readonly clock: Clock,
    @Inject(Sealer) sealer: Pick<Sealer, 'keyFor'>,
    @Inject(Surroundings) { publicUrl }: Pick<Surroundings, 'publicUrl'>,
    @Inject(Mailbox) readonly mailbox: Pick<Mailbox, 'address' | 'post' | 'postFor' | 'take' | 'shout' | 'hear'>,
    @Inject(Sessions) readonly sessions: Sessions,
  ) {
    this.publicUrl = publicUrl;
    this.keyed = new KeyedDigest(sealer.keyFor('args-digest'));
    this.rounds = new Rounds(sealer.keyFor('mcp-rounds'), mailbox);
    this.calls = new OpenCalls(fence, access, tokens);
    this.streams = new Streams(sealer.keyFor('mcp-streams'), this);
  }

  /** Hosts that requests to this port may be addressed to. */
  hostsOn(port: number | undefined): ReadonlySet<string> {
    const known = this.hosts.get(port) ?? allowedHosts(this.publicUrl, port);
    this.hosts.set(port, known);
    return known;
  }

  /** While the web server can still say so. */
  beforeApplicationShutdown(): void {
    this.streams.close();
  }

  onApplicationShutdown(): void {
    this.rounds.held.close();
  }

  /** HMAC-SHA-256 in hexadecimal: who knows the key can compare, nobody can guess the arguments from it. */
  digest(text: string): string {
    return this.keyed.of(text);
  }
}
