import { Injectable, Module } from '@nestjs/common';
import { FenceReplica, FenceReplicaModule } from '@app/fence';
import { AuthModule } from '../auth.module.js';
import { SigningKeys } from '../server/keys/signing-keys.js';
import { RevokedTokens } from './revoked-tokens.js';

/** Keeps what a deciding process knows of tokens and keys as current as the standings of the fence. */
@Injectable()
export class TokenFollower {
  constructor(replica: FenceReplica, revoked: RevokedTokens, keys: SigningKeys) {
    replica.follow({
      topic: 'tokens',
      load: async (tx) => {
        const steps = [await revoked.load(tx), await keys.load(tx)];
        return () => steps.forEach((step) => step());
      },
    });
  }
}

/** For processes that decide. */
@Module({ imports: [AuthModule, FenceReplicaModule], providers: [TokenFollower] })
export class TokenFollowerModule {}
