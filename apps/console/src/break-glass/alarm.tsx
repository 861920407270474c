import type { ReactNode } from 'react';

/** Said before anything is sent: whoever tries this way, with whatever outcome, is reported. */
export function Alarm(): ReactNode {
  return (
    <p className="warning">
      <strong>Every use alarms all administrators and security operators,</strong> also one that fails.
    </p>
  );
}
