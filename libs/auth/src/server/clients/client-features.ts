import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type AdapterPayload, type Client, type Configuration, type KoaContextWithOIDC, errors } from 'oidc-provider';
import { Clock, Surroundings } from '@app/kernel';
import { Sealer } from '@app/database';
import { authoritiesIn, certificateSays, isVouchedFor } from '../../core/certificate.js';
import type { TokenFacts } from '../../core/token-claims.js';
import { clientCertificateOf } from './client-certificate.js';
import { ClientDocuments } from './client-documents.js';
import { DocumentedClients } from './documented-clients.js';
import { SelfRegistered } from './self-registered.js';
import { type Asked, TokenQuestions } from '../ending/token-questions.js';
import { Usage } from './usage.js';

type Features = NonNullable<Configuration['features']>;
/** What the library is told of clients, to be laid over the rest of its configuration. */
export type ClientConfig = Pick<Required<Configuration>, 'clientAuthMethods' | 'fetch' | 'fetchResponseBodyLimits'> &
  Readonly<{ features: Features }>;

const DOCUMENT_BYTES = 5 * 1024;
const KEYS_BYTES = 64 * 1024;

/** Who may be a client and how it proves itself: metadata documents, registration, certificates, keys, tokens asked about. */
@Injectable()
export class ClientFeatures {
  constructor(
    private readonly surroundings: Surroundings,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly documents: ClientDocuments,
    private readonly documented: DocumentedClients,
    private readonly selfRegistered: SelfRegistered,
    private readonly questions: TokenQuestions,
    private readonly usage: Usage,
  ) {}

  /** After the library: answers what it leaves to us. */
  answer(ctx: Asked): Promise<void> {
    return this.questions.answer(ctx);
  }

  /** A client has described itself (RFC 7591), and the library found its metadata sound. */
  register(id: string, client: AdapterPayload): Promise<void> {
    return this.selfRegistered.add(id, client);
  }

  /** A token is about to be issued. */
  used(ctx: KoaContextWithOIDC, facts: TokenFacts): Promise<void> {
    return this.usage.note(ctx, facts);
  }

  async config(): Promise<ClientConfig> {
    const { mutualTls } = this.surroundings;
    const tls = mutualTls ? (['self_signed_tls_client_auth', 'tls_client_auth'] as const) : [];
    return {
      clientAuthMethods: ['private_key_jwt', 'none', ...tls],
      fetch: (url, options) => this.documents.read(url, options),
      fetchResponseBodyLimits: {
        clientIdMetadataDocument: DOCUMENT_BYTES,
        jwks_uri: KEYS_BYTES,
        sector_identifier_uri: KEYS_BYTES,
      },
      features: {
        clientIdMetadataDocument: {
          enabled: await this.documents.isGuarded(),
          ack: 'draft-02',
          allowFetch: (_ctx: KoaContextWithOIDC, id: string) => this.documented.mayRead(id),
          allowClient: (_ctx: KoaContextWithOIDC, client: Client) => this.documented.admits(client),
          cacheDuration: { min: 60, max: 3600 },
        },
        registration: this.registration(),
        dPoP: {
          enabled: true,
          nonceSecret: this.sealer.keyFor('dpop nonce'),
          requireNonce: () => false,
        },
        mTLS: mutualTls ? this.mutualTls(mutualTls) : { enabled: false },
        revocation: {
          enabled: true,
          allowedPolicy: (_ctx, client, token) => this.questions.mayRevoke(client, token),
        },
        introspection: {
          enabled: true,
          allowedPolicy: (_ctx, client, token) => this.questions.mayIntrospect(client, token),
        },
      },
    };
  }

  private registration(): Features['registration'] {
    const { dynamicRegistration: mode = 'off' } = this.surroundings;
    return {
      enabled: mode !== 'off',
      initialAccessToken: mode === 'token',
      issueRegistrationAccessToken: false,
      idFactory: () => `dcr_${randomBytes(16).toString('base64url')}`,
      // shared secrets are not among the methods, so none is ever made
      secretFactory: () => {
        throw new errors.InvalidClientMetadata('only public clients register themselves here');
      },
    };
  }

  private mutualTls({ authorities }: NonNullable<Surroundings['mutualTls']>): Features['mTLS'] {
    const trusted = authorities === undefined ? [] : authoritiesIn(authorities);
    return {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: true,
      getCertificate: (ctx) => clientCertificateOf(ctx.req),
      certificateAuthorized: (ctx) => {
        const certificate = clientCertificateOf(ctx.req);
        return certificate !== undefined && isVouchedFor(certificate, trusted, this.clock.now());
      },
      certificateSubjectMatches: (ctx, member, expected) => {
        const certificate = clientCertificateOf(ctx.req);
        return certificate !== undefined && certificateSays(certificate, member, expected);
      },
    };
  }
}
