import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AccessIndex, UsageStore } from '@app/access';
import { AccessTokens, HolderProofs } from '@app/auth';
import { CatalogSync, Upstreams } from '@app/connectors';
import { Sealer } from '@app/database';
import { FenceReplica } from '@app/fence';
import { Clock, Surroundings } from '@app/kernel';
import { CallLog } from '@app/ledger';
import { allowedHosts } from './core/hosts.js';
import { OpenCalls } from './open-calls.js';
import { ToolTerms } from './tool-terms.js';
import { Turns } from './turns.js';

/** Everything that the steps of the admission consult, and no more of it than they use. */
@Injectable()
export class House {
  readonly publicUrl: string;
  readonly calls: OpenCalls;
  readonly turns = new Turns();
  private readonly digestKey: Buffer;
  private readonly hosts = new Map<number | undefined, ReadonlySet<string>>();

  constructor(
    @Inject(AccessTokens) readonly tokens: Pick<AccessTokens, 'verify' | 'isRevoked' | 'onChange'>,
    @Inject(HolderProofs) readonly holders: Pick<HolderProofs, 'check'>,
    @Inject(FenceReplica) readonly fence: Pick<FenceReplica, 'isFresh' | 'seq' | 'standing' | 'sync' | 'onChange'>,
    @Inject(AccessIndex) readonly access: Pick<AccessIndex, 'decide' | 'visible' | 'needs' | 'onChange'>,
    @Inject(UsageStore) readonly usage: Pick<UsageStore, 'lookUp' | 'note' | 'raise' | 'mark' | 'usedIn'>,
    @Inject(ToolTerms) readonly terms: Pick<ToolTerms, 'of'>,
    @Inject(CatalogSync) readonly definitions: Pick<CatalogSync, 'ensureRecent'>,
    @Inject(CallLog) readonly log: Pick<CallLog, 'intent' | 'outcome'>,
    @Inject(Upstreams) readonly upstreams: Pick<Upstreams, 'request'>,
    @Inject(Clock) readonly clock: Clock,
    @Inject(Sealer) sealer: Pick<Sealer, 'keyFor'>,
    @Inject(Surroundings) { publicUrl }: Pick<Surroundings, 'publicUrl'>,
  ) {
    this.publicUrl = publicUrl;
    this.digestKey = sealer.keyFor('args-digest');
    this.calls = new OpenCalls(fence, access, tokens);
  }

  /** Hosts that requests to this port may be addressed to. */
  hostsOn(port: number | undefined): ReadonlySet<string> {
    const known = this.hosts.get(port) ?? allowedHosts(this.publicUrl, port);
    this.hosts.set(port, known);
    return known;
  }

  /** HMAC-SHA-256 in hexadecimal: who knows the key can compare, nobody can guess the arguments from it. */
  digest(text: string): string {
    return createHmac('sha256', this.digestKey).update(text).digest('hex');
  }
}
