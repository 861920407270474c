import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { JWK } from 'jose';
import { type Adapter, type Client, type Interaction, type InteractionResults, Provider, errors } from 'oidc-provider';
import { Sealer } from '@app/database';
import { Refusal, Surroundings } from '@app/kernel';
import { afterwards } from './afterwards.js';
import { type GrantBase, grantIdOf } from '../core/grant-id.js';
import { OAUTH_PATH, issuerOf } from '../core/issuer.js';
import { newSecret } from '../secrets.js';
import { Grants } from './grants/grants.js';
import { ClientFeatures } from './clients/client-features.js';
import { KnownClients } from './clients/known-clients.js';
import { OidcRecords } from './records/oidc-records.js';
import { renameSignInParameters } from './people/wanted-sign-in.js';
import { PersonTokens } from './people/person-tokens.js';
import { answerLostSession } from './lost-session.js';
import { providerConfig } from './provider-config.js';
import { StolenTokens } from './ending/stolen-tokens.js';
import { SigningKeys } from './keys/signing-keys.js';
import { SpokenFor } from './issuing/spoken-for.js';

/** Answers one request, with nothing of it read yet; `originalUrl` and `baseUrl` are what a mounting router sets. */
export type Handler = (
  request: IncomingMessage & { originalUrl?: string; baseUrl?: string },
  response: ServerResponse,
) => Promise<void>;

/** A browser's request, which the library recognises by its cookies, and the answer to it, on which it sets some. */
export type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse }>;
type Agreement = Readonly<{ accountId: string; clientId: string; resources: readonly string[]; scope: string }> &
  GrantBase;

/** Our OAuth 2.1 authorization server (RFC 6749, 8414, 8707, 9068), to be mounted at `/oauth`. */
export class AuthorizationServer {
  private readonly publicUrl: URL;
  private kids: string;
  private provider: Provider;

  private constructor(
    publicUrl: string,
    private readonly keys: Pick<SigningKeys, 'ring'>,
    private readonly build: (ring: JWK[]) => Provider,
    ring: JWK[],
  ) {
    this.publicUrl = new URL(publicUrl);
    this.kids = kidsOf(ring);
    this.provider = build(ring);
  }

  static async open(
    { publicUrl }: Surroundings,
    keys: SigningKeys,
    sealer: Sealer,
    records: OidcRecords,
    spokenFor: SpokenFor,
    people: PersonTokens,
    known: KnownClients,
    stolen: StolenTokens,
    grants: Grants,
    features: ClientFeatures,
  ): Promise<AuthorizationServer> {
    const logger = new Logger(AuthorizationServer.name);
    const clients = await features.config();
    const build = (ring: JWK[]): Provider => {
      const provider = new Provider(
        issuerOf(publicUrl),
        providerConfig({
          publicUrl,
          keys: ring,
          clients,
          cookieKey: sealer.keyFor('oauth cookies').toString('base64url'),
          spokenFor: (token) => spokenFor.by(token),
          used: (ctx, facts) => features.used(ctx, facts),
          mayAct: (personId) => people.mayAct(personId),
          adapter: (model) => {
            const kept = records.adapter(model);
            if (model !== 'Client') return kept;
            const register: Adapter['upsert'] = (id, client) => features.register(id, client);
            return { ...kept, find: (id) => known.find(id, () => kept.find(id)), upsert: register };
          },
        }),
      );
      grants.register(provider);
      provider.proxy = true; // it then takes protocol and host from the headers that `callback` sets
      provider.use(async (ctx, next) => {
        await next().catch((error: unknown) => answerLostSession(ctx, error));
        await features.answer(ctx);
        await afterwards(ctx, stolen);
      });
      provider.on('server_error', (ctx, error) => {
        logger.error(error);
        if (error instanceof Refusal && ctx.status === 500) ctx.status = error.status;
      });
      return provider;
    };
    return new AuthorizationServer(publicUrl, keys, build, await keys.ring());
  }

  /** The library reads its keys when it is made, so it is made anew when they have changed; it holds nothing else. */
  private async renew(): Promise<void> {
    const ring = await this.keys.ring();
    if (kidsOf(ring) === this.kids) return;
    this.kids = kidsOf(ring);
    this.provider = this.build(ring);
  }

  /**
   * The library derives its own addresses, and the audiences that an assertion may have, from the request. We let no
   * client choose them: protocol and host are always those of the public URL.
   */
  callback(): Handler {
    return async (request, response) => {
      await this.renew();
      renameSignInParameters(request);
      request.headers['x-forwarded-proto'] = this.publicUrl.protocol.slice(0, -1);
      request.headers['x-forwarded-host'] = this.publicUrl.host;
      await this.provider.callback()(request, response);
    };
  }

  /** The metadata document at its path-inserted address, `/.well-known/<kind>/oauth` (RFC 8414 §3.1). */
  wellKnown(kind: 'oauth-authorization-server' | 'openid-configuration'): Handler {
    const answer = this.callback();
    return (request, response) => {
      request.baseUrl = OAUTH_PATH;
      request.url = `/.well-known/${kind}`;
      request.originalUrl = `${OAUTH_PATH}${request.url}`;
      return answer(request, response);
    };
  }

  /** What this browser was sent to decide. @throws Refusal interaction.unknown */
  async interaction({ request, response }: Exchange): Promise<Interaction> {
    try {
      return await this.provider.interactionDetails(request, response);
    } catch (error) {
      if (error instanceof errors.SessionNotFound)
        throw new Refusal('interaction.unknown', undefined, { cause: error });
      throw error;
    }
  }

  /** @throws Refusal client.unknown, also for one that no rule admits any more */
  async client(clientId: string): Promise<Client> {
    const client = await this.provider.Client.find(clientId).catch((error: unknown) => {
      if (error instanceof errors.OIDCProviderError) return undefined;
      throw error;
    });
    if (!client) throw new Refusal('client.unknown');
    return client;
  }

  /** Keeps what a person agreed to. @returns its id, for the answer to the interaction */
  async agree({ accountId, clientId, resources, scope, ...base }: Agreement): Promise<string> {
    const grant = new this.provider.Grant({ accountId, clientId });
    grant.jti = grantIdOf(base, newSecret());
    for (const resource of resources) grant.addResourceScope(resource, scope);
    return grant.save();
  }

  /** @returns a token by which one client may register itself (RFC 7591 §3) */
  registrationToken(seconds: number): Promise<string> {
    return new this.provider.InitialAccessToken({ expiresIn: seconds }).save();
  }

  /** Ends an interaction. @returns where the browser goes next */
  async answer({ request, response }: Exchange, result: InteractionResults): Promise<string> {
    return this.provider.interactionResult(request, response, result, { mergeWithLastSubmission: false });
  }
}

const kidsOf = (ring: readonly JWK[]): string => ring.map(({ kid }) => kid).join(' ');
