import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { type Actor, Clock, Refusal, Surroundings, newId, system } from '@app/kernel';
import { Db, Sealer, type WriteTx } from '@app/database';
import { SourceRow, isId, unlessTaken } from '@app/directory';
import {
  type OidcSettings,
  type Recognition,
  type SamlSettings,
  certificateOf,
  describeCertificate,
  faultOfRecognition,
  isProviderUrl,
} from '../core/sign-in/provider-settings.js';
import { WebSessionRow } from '../people/web-session.row.js';
import { IdentityProviderRow } from './identity-provider.row.js';
import { discoverProvider, newClientKey, placeOf } from './oidc-client.js';
import { PersonIdentityRow } from './person-identity.row.js';
import { ourAddresses } from './way-in.js';

export type NewProvider = Readonly<{ kind: 'saml' | 'oidc'; name: string; sourceId: string }>;
export type SamlSetUp = SamlSettings & Readonly<{ issuer: string }>;
/** `clientSecret` left out: the former one stays; `private_key_jwt` makes its own key. */
export type OidcSetUp = Omit<OidcSettings, 'metadata' | 'publicJwk'> &
  Readonly<{ issuer: string; clientSecret?: string | undefined }>;

const taken = { identity_provider_name: 'identity-provider.name-taken' } as const;
const there = { state: Not<IdentityProviderRow['state']>('removed') };

/** Who may vouch for whom, and how they are believed. */
@Injectable()
export class IdentityProviders {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly surroundings: Surroundings,
  ) {}

  /** Its addresses are told from now on; it signs nobody in before it is set up and enabled. @throws Refusal `source.unknown`, `identity-provider.name-taken` */
  add(actor: Actor, { kind, name, sourceId }: NewProvider): Promise<IdentityProviderRow> {
    return this.db.write(actor, async (tx) => {
      if (!(await tx.existsBy(SourceRow, { id: sourceId }))) throw new Refusal('source.unknown');
      const now = this.clock.now();
      const empty = { issuer: null, settings: null, sealedSecret: null, state: 'disabled' } as const;
      const times = { createdAt: now, changedAt: now };
      const provider = tx.create(IdentityProviderRow, { id: newId(), kind, name, sourceId, ...empty, ...times });
      await unlessTaken(tx.insert(IdentityProviderRow, provider), taken);
      tx.record({ action: 'identity-provider.added', subject: provider.id, detail: { kind, name, sourceId } });
      return provider;
    });
  }

  /** Replaces all settings. @throws Refusal `identity-provider.unknown`, `identity-provider.invalid` */
  setUpSaml(actor: Actor, id: string, { issuer, ...wanted }: SamlSetUp): Promise<IdentityProviderRow> {
    checked(wanted);
    if (!isProviderUrl(wanted.ssoUrl)) throw new Refusal('identity-provider.invalid', 'ssoUrl');
    const certificates = wanted.certificates.map((text) => {
      const pem = certificateOf(text);
      if (!pem) throw new Refusal('identity-provider.invalid', 'a certificate with an RSA key of 2048 bits or more');
      return pem;
    });
    const settings: SamlSettings = { ...wanted, certificates };
    const detail = { ...settings, certificates: certificates.map((pem) => describeCertificate(pem).fingerprint) };
    return this.change(actor, id, 'saml', (tx, provider) => this.settle(tx, provider, { issuer, settings, detail }));
  }

  /** Reads what the provider says of itself, and replaces all settings. @throws as `setUpSaml`, `identity-provider.unavailable` */
  async setUpOidc(actor: Actor, id: string, wanted: OidcSetUp): Promise<IdentityProviderRow> {
    const { issuer, clientSecret, ...given } = wanted;
    checked(given);
    const metadata = await discoverProvider(issuer, this.surroundings);
    return this.change(actor, id, 'oidc', (tx, provider) => {
      const { sealedSecret, publicJwk } = this.secretFor(provider, given.clientAuth, clientSecret);
      const settings: OidcSettings = { ...given, metadata, publicJwk };
      return this.settle(tx, provider, { issuer: metadata.issuer, settings, sealedSecret, detail: { ...settings } });
    });
  }

  /** @throws Refusal `identity-provider.unknown`, `identity-provider.invalid` when it is not set up */
  enable(actor: Actor, id: string): Promise<IdentityProviderRow> {
    return this.change(actor, id, null, async (tx, provider) => {
      if (provider.state === 'active') return tx.unchanged(provider);
      if (!provider.settings) throw new Refusal('identity-provider.invalid', 'it is not set up yet');
      tx.record({ action: 'identity-provider.enabled', subject: id });
      return { state: 'active' };
    });
  }

  /** Nobody signs in through it any more, and the sessions that it vouched for end. */
  disable(actor: Actor, id: string): Promise<IdentityProviderRow> {
    return this.change(actor, id, null, async (tx, provider) => {
      if (provider.state === 'disabled') return tx.unchanged(provider);
      const { affected: sessions } = await tx.delete(WebSessionRow, { identityProviderId: id });
      tx.record({ action: 'identity-provider.disabled', subject: id, detail: { sessions: sessions ?? 0 } });
      return { state: 'disabled' };
    });
  }

  /** For good, with all that was bound through it. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, null, async (tx) => {
      const { affected: sessions } = await tx.delete(WebSessionRow, { identityProviderId: id });
      const { affected: identities } = await tx.delete(PersonIdentityRow, { identityProviderId: id });
      const detail = { sessions: sessions ?? 0, identities: identities ?? 0 };
      tx.record({ action: 'identity-provider.removed', subject: id, detail });
      return { state: 'removed', sealedSecret: null };
    });
  }

  list(actor: Actor): Promise<IdentityProviderRow[]> {
    return this.db.read(actor, (tx) =>
      tx.find(IdentityProviderRow, { where: there, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
  }

  /** For the sign-in page, which knows nobody yet. */
  offered(): Promise<Pick<IdentityProviderRow, 'id' | 'name' | 'kind'>[]> {
    const select = { id: true, name: true, kind: true } as const;
    return this.db.read(system('sign-in'), (tx) =>
      tx.find(IdentityProviderRow, { select, where: { state: 'active' }, order: { name: 'ASC' } }),
    );
  }

  /** Also one that is not active: its metadata is read while it is set up. @throws Refusal identity-provider.unknown */
  async find(id: string): Promise<IdentityProviderRow> {
    const found = isId(id)
      ? await this.db.read(system('sign-in'), (tx) => tx.findOneBy(IdentityProviderRow, { ...there, id }))
      : null;
    if (!found) throw new Refusal('identity-provider.unknown');
    return found;
  }

  addresses(provider: Pick<IdentityProviderRow, 'id'>): ReturnType<typeof ourAddresses> {
    return ourAddresses(this.surroundings.publicUrl, provider.id);
  }

  /** Another issuer, or another claim, names other accounts: what was bound by the former says nothing about these. */
  private async settle(
    tx: WriteTx,
    provider: IdentityProviderRow,
    wanted: Pick<IdentityProviderRow, 'issuer' | 'settings'> &
      Readonly<{ sealedSecret?: string | null; detail: Record<string, unknown> }>,
  ): Promise<Partial<IdentityProviderRow>> {
    const { issuer, settings, sealedSecret = null, detail } = wanted;
    const isSame = provider.issuer === issuer && provider.settings?.subjectFrom === settings?.subjectFrom;
    const dropped = isSame ? 0 : await tx.delete(PersonIdentityRow, { identityProviderId: provider.id });
    const identitiesEnded = dropped ? (dropped.affected ?? 0) : 0;
    if (!isSame) await tx.delete(WebSessionRow, { identityProviderId: provider.id });
    const said = { issuer, ...detail, identitiesEnded };
    tx.record({ action: 'identity-provider.set-up', subject: provider.id, detail: said });
    return { issuer, settings, sealedSecret };
  }

  private secretFor(
    provider: IdentityProviderRow,
    clientAuth: OidcSettings['clientAuth'],
    secret: string | undefined,
  ): { sealedSecret: string | null; publicJwk: OidcSettings['publicJwk'] } {
    if (clientAuth === 'none') return { sealedSecret: null, publicJwk: null };
    const before = provider.settings as OidcSettings | null;
    const isSame = before?.clientAuth === clientAuth && provider.sealedSecret !== null;
    const seal = (text: string): string => this.sealer.seal(placeOf(provider.id), text);
    if (clientAuth === 'private_key_jwt') {
      if (isSame) return { sealedSecret: provider.sealedSecret, publicJwk: before.publicJwk };
      const made = newClientKey(newId());
      return { sealedSecret: seal(made.secret), publicJwk: made.publicJwk };
    }
    if (secret !== undefined) return { sealedSecret: seal(secret), publicJwk: null };
    const isSecret = isSame || before?.clientAuth.startsWith('client_secret');
    if (!isSecret || provider.sealedSecret === null) {
      throw new Refusal('identity-provider.invalid', 'clientSecret is missing');
    }
    return { sealedSecret: provider.sealedSecret, publicJwk: null };
  }

  private change(
    actor: Actor,
    id: string,
    kind: IdentityProviderRow['kind'] | null,
    how: (tx: WriteTx, provider: IdentityProviderRow) => Promise<Partial<IdentityProviderRow>>,
  ): Promise<IdentityProviderRow> {
    return this.db.write(actor, async (tx) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const provider = await tx.findOne(IdentityProviderRow, { where: { ...there, id }, lock });
      if (!provider || (kind !== null && provider.kind !== kind)) throw new Refusal('identity-provider.unknown');
      const columns = { ...(await how(tx, provider)), changedAt: this.clock.now() };
      await tx.update(IdentityProviderRow, { id }, columns);
      return Object.assign(provider, columns);
    });
  }
}

function checked(recognition: Recognition): void {
  const fault = faultOfRecognition(recognition);
  if (fault) throw new Refusal('identity-provider.invalid', fault);
}
