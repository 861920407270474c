import type { ReactNode } from 'react';
import { Badge } from '../shell/badge.js';
import type { Standing } from './standing.js';

const icons = { allow: 'allow', hold: 'hold', deny: 'deny', plain: 'missing' } as const;

export function StandingBadge({ word, tone, because }: Standing): ReactNode {
  return (
    <>
      <Badge tone={tone} icon={icons[tone]}>
        {word}
      </Badge>
      {because !== null && <span className="fine under">{because}</span>}
    </>
  );
}
