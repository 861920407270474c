import type { ReactNode } from 'react';
import { Notice } from '../session/notice.js';
import { usePlace } from '../shell/place.js';

/** By the error codes of OAuth 2.0 (RFC 6749 §4.1.2.1) that are not sent to a client, because it could be anybody. */
const reasons: Readonly<Record<string, string>> = {
  invalid_client:
    'No rule of your company allows this client, or it is not known here. Ask an administrator of Surety to allow it.',
  invalid_redirect_uri:
    'It wants to be answered at an address that is not its own. Start again from the client; if that changes nothing, ask an administrator of Surety.',
  invalid_request:
    'The request was incomplete, used already, or begun in another browser. Start again from the client.',
};

/** `/not-connected?error=<code>`: a request that leads nowhere, so the reader must hear why from us. */
export function NotConnectedPage(): ReactNode {
  return <NotConnected error={usePlace().query.get('error') ?? ''} />;
}

export function NotConnected({ error }: { error: string }): ReactNode {
  const because = Object.hasOwn(reasons, error) ? reasons[error] : 'Start again from the client.';
  return (
    <Notice title="This client cannot be connected" tone="refused">
      <p>{because}</p>
      <p>Nothing was allowed, and the client was told nothing.</p>
    </Notice>
  );
}
