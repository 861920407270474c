import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { system } from '@app/kernel';
import { Db } from '@app/database';
import type { Registration } from '../../core/client-rule.js';
import { TOOLS_SCOPE, isId } from '../../core/token-claims.js';
import { AgentClients } from './agent-clients.js';
import { ClientRules } from './client-rules.js';
import { JWT_BEARER } from '../grants/by-workload.js';
import { RegisteredClients } from './registered-clients.js';

const server = system('authorization-server');
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** Every client that has no metadata document: agents, clients that were written down, clients that registered. */
@Injectable()
export class KnownClients {
  constructor(
    private readonly db: Db,
    private readonly agents: AgentClients,
    private readonly registered: RegisteredClients,
    private readonly rules: ClientRules,
  ) {}

  /**
   * RFC 7591 metadata, or undefined when there is none or no rule admits it any more: then it gets no token either.
   * @param registration what the client stored of itself, if it did (RFC 7591)
   */
  async find(id: string, stored: () => Promise<AdapterPayload | undefined>): Promise<AdapterPayload | undefined> {
    if (!isId(id)) return this.admitted('dcr', await stored());
    return (await this.agents.client(id)) ?? this.admitted('static', await this.writtenDown(id));
  }

  private writtenDown(id: string): Promise<AdapterPayload | undefined> {
    return this.db.read(server, async (tx) => {
      const client = await this.registered.live(tx, id);
      if (!client) return undefined;
      return {
        client_id: id,
        client_name: client.name,
        application_type: client.applicationType,
        redirect_uris: client.redirectUris,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE, JWT_BEARER],
        response_types: ['code'],
        scope: TOOLS_SCOPE,
      };
    });
  }

  private async admitted(
    registration: Registration,
    found: AdapterPayload | undefined,
  ): Promise<AdapterPayload | undefined> {
    if (!found) return undefined;
    const { client_id: clientId = '', client_name: name, redirect_uris: redirectUris = [] } = found;
    const judged = { clientId, name, redirectUris, registration };
    const rule = await this.db.read(server, (tx) => this.rules.judge(tx, judged));
    return rule ? found : undefined;
  }
}
