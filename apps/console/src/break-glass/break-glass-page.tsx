import { type ReactNode, useState } from 'react';
import { useSecret } from '../session/use-secret.js';
import { EmergencySignIn } from './emergency-sign-in.js';
import { RegisterKey } from './register-key.js';

/** `/break-glass` signs in; `/break-glass#<secret>`, the link of the command line, registers a security key. */
export function BreakGlassPage(): ReactNode {
  const [secret, setSecret] = useState<string | null>(null);
  useSecret(setSecret);
  return secret === null ? <EmergencySignIn /> : <RegisterKey key={secret} secret={secret} />;
}
