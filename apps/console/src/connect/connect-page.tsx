import { type ReactNode, useCallback, useState } from 'react';
import { api } from '../api/client.js';
import type { Me } from '../session/me.js';
import { Notice } from '../session/notice.js';
import { HowToSignIn } from '../session/signed-out.js';
import { whoAmI } from '../session/who-am-i.js';
import { Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import type { Asked } from './asked.js';
import { Buttons } from './buttons.js';
import { Decision } from './decision.js';
import { NotConnected } from './not-connected-page.js';

/** `/interaction/<uid>`: a client asks to act for the reader, who looks at it and decides. */
export function ConnectPage({ uid }: { uid: string }): ReactNode {
  const { value, problem, reload } = useLoaded(useCallback(() => read(uid), [uid]));
  /** Where a client goes on whose agent somebody must approve first. */
  const [waiting, setWaiting] = useState<string | null>(null);

  if (value !== null && waiting !== null) return <Waiting name={value.asked.client.name} to={waiting} />;
  if (problem?.code === 'interaction.unknown') {
    return (
      <Notice title="This request is over" tone="refused">
        <p>
          It was decided, is older than ten minutes, or was begun in another browser. Go back to your client and connect
          again.
        </p>
      </Notice>
    );
  }
  if (problem && withdrawn.has(problem.code)) return <NotConnected error="invalid_client" />;
  if (problem) {
    return (
      <Notice title="The request could not be read" tone="refused">
        <Failed what="Nothing was decided" problem={problem} retry={reload} />
      </Notice>
    );
  }
  if (value === null) return <Loading what="the request" />;
  const { asked, me } = value;
  if (me === null) return <SignInFirst name={asked.client.name} reload={reload} />;
  if (!asked.isAllowed) return <NotAllowed uid={uid} asked={asked} reload={reload} />;
  return <Decision uid={uid} asked={asked} me={me} reload={reload} onRequested={setWaiting} />;
}

/** Its rule has ended since the client sent the reader here. */
const withdrawn = new Set(['client.unknown', 'client.not-allowed']);

/** Whoever is shown as the one to answer for the client is whom the decision is taken for: both are read together. */
async function read(uid: string): Promise<Readonly<{ asked: Asked; me: Me | null }>> {
  const me = await whoAmI();
  return { asked: await api.interaction(uid), me };
}

function SignInFirst({ name, reload }: { name: string; reload: () => void }): ReactNode {
  return (
    <Notice title={`Sign in to connect ${name}`}>
      <HowToSignIn />
      <p>
        <button type="button" onClick={reload}>
          I have signed in
        </button>
      </p>
    </Notice>
  );
}

function NotAllowed({ uid, asked, reload }: { uid: string; asked: Asked; reload: () => void }): ReactNode {
  return (
    <Notice title={`${asked.client.name} cannot be connected`} tone="refused">
      <p>No rule of your company allows this client. Ask an administrator of Surety to allow it.</p>
      <Buttons uid={uid} mayAllow={false} reload={reload} />
    </Notice>
  );
}

function Waiting({ name, to }: { name: string; to: string }): ReactNode {
  return (
    <Notice title={`${name} waits for approval`}>
      <p>
        Its agent has been requested and can do nothing yet. Somebody who may approve it is asked now; when they have,
        connect {name} once more.
      </p>
      <p>
        <a className="button" href={to}>
          Go back to {name}
        </a>
      </p>
    </Notice>
  );
}
