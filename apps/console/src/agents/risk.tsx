import type { ReactNode } from 'react';
import { Badge } from '../shell/badge.js';
import type { EffectiveTool } from './agent.js';

type RiskWord = EffectiveTool['risk'];

const words: Record<RiskWord, string> = {
  read: 'read',
  write: 'write',
  destructive: 'destructive',
  unknown: 'unknown risk',
};

/** What a tool may do to the world, as its server declares it; a tool that declares nothing counts as writing. */
export function Risk({ risk }: { risk: RiskWord }): ReactNode {
  return (
    <Badge tone={risk} icon={risk}>
      {words[risk]}
    </Badge>
  );
}
