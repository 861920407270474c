import type { ReactNode } from 'react';
import type { Asked } from './asked.js';

/** What a reader must know before they allow a client that could be somebody else's. */
export function Warnings({ asked }: { asked: Asked }): ReactNode {
  const warnings = warningsFor(asked);
  if (warnings.length === 0) return null;
  return (
    <ul className="warnings" aria-label="Look before you allow it">
      {warnings.map((warning) => (
        <li key={warning}>{warning}</li>
      ))}
    </ul>
  );
}

function warningsFor({ client: { name, host, isLocalhostOnly }, isDevice }: Asked): readonly string[] {
  const warnings: string[] = [];
  if (isLocalhostOnly && !isDevice) {
    warnings.push(
      `This client runs on a computer, and any program on that computer can call itself ${name}. Allow it only if you have just started it yourself.`,
    );
  }
  if (host === null && !isLocalhostOnly && !isDevice) {
    warnings.push('No domain vouches for this name; compare the address above with the one you expect.');
  }
  if (isDevice) warnings.push('Allow it only if the device is in front of you and you typed its code yourself.');
  return warnings;
}
