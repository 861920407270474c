import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { api } from '../api/client.js';
import { keyProblem, noKeys } from './key-problem.js';

const refuse = (thrown: unknown): never => {
  throw keyProblem(thrown);
};

const sent = ({ id, rawId, type, ...rest }: AuthenticationResponseJSON | RegistrationResponseJSON) => {
  const { response, clientExtensionResults } = rest;
  return { id, rawId, type, response: { ...response }, clientExtensionResults: { ...clientExtensionResults } };
};

/** Password first, then the security key. The session is open when this returns. @throws Problem */
export async function signInBy(name: string, password: string): Promise<void> {
  if (!browserSupportsWebAuthn()) throw noKeys();
  const { challengeId, options } = await api.glass.begin(name, password);
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const credential = await startAuthentication({ optionsJSON }).catch(refuse);
  await api.glass.finish(challengeId, sent(credential));
}

/** Binds a key to the account of the one-time link, and uses the link up. @throws Problem */
export async function registerBy(secret: string): Promise<void> {
  if (!browserSupportsWebAuthn()) throw noKeys();
  const { challengeId, options } = await api.glass.invite(secret);
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const credential = await startRegistration({ optionsJSON }).catch(refuse);
  await api.glass.register(secret, challengeId, sent(credential));
}
