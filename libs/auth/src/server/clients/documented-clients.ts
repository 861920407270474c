import { Injectable } from '@nestjs/common';
import type { Client } from 'oidc-provider';
import { Db } from '@app/database';
import { system } from '@app/kernel';
import { personalGrants } from '../../core/client-rule.js';
import { ClientRules } from './client-rules.js';

const server = system('authorization-server');

/** Clients that describe themselves in a document at the address that is their id (CIMD). */
@Injectable()
export class DocumentedClients {
  constructor(
    private readonly db: Db,
    private readonly rules: ClientRules,
  ) {}

  /** Whether the document may be read at all: before anything is known of the client but its address. */
  mayRead(clientId: string): Promise<boolean> {
    return this.db.read(server, (tx) => this.rules.mayRead(tx, clientId));
  }

  /** Whether the client may be one, asked at every request of it. Public clients only: nothing proves any other. */
  async admits(client: Client): Promise<boolean> {
    const { clientId, clientName: name, redirectUris = [], grantTypes = [], clientAuthMethod } = client;
    const isPublic = clientAuthMethod === 'none' && grantTypes.every((grant) => personalGrants.includes(grant));
    if (!isPublic) return false;
    const judged = { clientId, name, redirectUris, registration: 'cimd' } as const;
    return this.db.read(server, async (tx) => (await this.rules.judge(tx, judged)) !== null);
  }
}
