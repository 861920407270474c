import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

/** A word with a shape and a colour, in this order of importance. */
export function Badge({ tone, icon, children }: { tone: string; icon: IconName; children: ReactNode }): ReactNode {
  return (
    <span className={`badge badge-${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
