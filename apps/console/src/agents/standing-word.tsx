import type { ReactNode } from 'react';
import { Badge } from '../shell/badge.js';
import type { Agent } from './agent.js';
import { standingOf } from './standing.js';

const icons = { allow: 'allow', hold: 'hold', deny: 'deny', plain: 'missing' } as const;

export function StandingWord({ agent }: { agent: Pick<Agent, 'shownState' | 'suspendedFor'> }): ReactNode {
  const { word, tone, because } = standingOf(agent);
  return (
    <>
      <Badge tone={tone} icon={icons[tone]}>
        {word}
      </Badge>
      {because !== null && <span className="fine under">{because}</span>}
    </>
  );
}
