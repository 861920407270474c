import type { ReactNode } from 'react';
import type { Asked } from './asked.js';

/** What a reader must know before they allow a client that could be somebody else's. */
export function Warnings({ asked: { client, isDevice } }: { asked: Asked }): ReactNode {
  return (
    <ul className="warnings">
      {client.isLocalhostOnly && (
        <li>
          This client runs on a computer, and any program on that computer can call itself {client.name}. Allow it only
          if you have just started it yourself.
        </li>
      )}
      {client.host === null && !client.isLocalhostOnly && (
        <li>The name is what the client calls itself; compare the address above with the one you expect.</li>
      )}
      {isDevice && <li>Allow it only if the device is in front of you and you typed its code yourself.</li>}
    </ul>
  );
}
