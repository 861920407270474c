import type { ReactNode } from 'react';
import { Badge } from '../shell/badge.js';

type Effect = 'allow' | 'hold' | 'deny';

const words: Record<Effect, string> = { allow: 'Allowed', hold: 'Held', deny: 'Refused' };

export function Outcome({ effect }: { effect: Effect }): ReactNode {
  return (
    <Badge tone={effect} icon={effect}>
      {words[effect]}
    </Badge>
  );
}
