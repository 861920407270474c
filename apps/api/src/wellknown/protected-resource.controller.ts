import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TOOLS_SCOPE, gatewayOf, issuerOf, proofAlgorithms } from '@app/auth';
import { isServerName } from '@app/catalog';
import { Refusal, Surroundings } from '@app/kernel';
import { Public } from '../policy/policy.js';

/** OAuth 2.0 Protected Resource Metadata (RFC 9728 §2). */
type Metadata = Readonly<{
  resource: string;
  authorization_servers: readonly string[];
  scopes_supported: readonly string[];
  bearer_methods_supported: readonly string[];
  dpop_signing_alg_values_supported: readonly string[];
  tls_client_certificate_bound_access_tokens: boolean;
}>;

/** One document per MCP endpoint: clients refuse metadata whose `resource` is not the address they use. */
@ApiExcludeController()
@Controller('.well-known/oauth-protected-resource')
export class ProtectedResourceController {
  constructor(private readonly surroundings: Surroundings) {}

  @Get(['', 'mcp'])
  @Public()
  gateway(): Metadata {
    return this.metadata(gatewayOf(this.surroundings.publicUrl));
  }

  @Get('mcp/:server')
  @Public()
  server(@Param('server') server: string): Metadata {
    if (!isServerName(server)) throw new Refusal('request.not-found');
    return this.metadata(`${gatewayOf(this.surroundings.publicUrl)}/${server}`);
  }

  private metadata(resource: string): Metadata {
    return {
      resource,
      authorization_servers: [issuerOf(this.surroundings.publicUrl)],
      scopes_supported: [TOOLS_SCOPE],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: proofAlgorithms,
      tls_client_certificate_bound_access_tokens: true,
    };
  }
}
