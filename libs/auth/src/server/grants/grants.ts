import { Injectable } from '@nestjs/common';
import type Provider from 'oidc-provider';
import { JWT_BEARER, TOKEN_EXCHANGE } from './by-workload.js';
import { ForeignAssertions } from './foreign-assertions.js';
import { IdJag } from './id-jag.js';
import type { GrantContext } from './context.js';
import { RefusalsOfAgents } from './refusals-of-agents.js';
import { refused } from './refused.js';
import { TokenExchange } from './token-exchange.js';
import { Workloads } from './workloads.js';

/** The grants that the library does not know: token exchange (RFC 8693) and foreign assertions (RFC 7523). */
@Injectable()
export class Grants {
  constructor(
    private readonly exchange: TokenExchange,
    private readonly workloads: Workloads,
    private readonly people: IdJag,
    private readonly assertions: ForeignAssertions,
    private readonly refusals: RefusalsOfAgents,
  ) {}

  register(provider: Provider): void {
    const on = (grant: string, parameters: string[], handle: (ctx: GrantContext) => Promise<void>) =>
      provider.registerGrantType<Record<string, unknown>>(
        grant,
        (ctx) => this.refusals.note(ctx, grant, () => handle(ctx)),
        parameters,
      );
    on(TOKEN_EXCHANGE, TokenExchange.parameters, (ctx) => this.exchange.handle(ctx));
    on(JWT_BEARER, ['assertion', 'resource', 'scope'], async (ctx) => {
      const { assertion } = ctx.oidc.params;
      if (typeof assertion !== 'string') throw refused('invalid_request', 'assertion is missing');
      const { isIdJag } = this.assertions.peek(assertion);
      await (isIdJag ? this.people.handle(ctx, assertion) : this.workloads.handle(ctx, assertion));
    });
  }
}
