import type { ReactNode } from 'react';
import { Outcome } from '../decisions/outcome.js';
import { Day } from '../shell/time.js';
import type { AgentGrant, AgentInFull } from './agent.js';
import { inWords } from './condition-words.js';
import { Limits } from './limits.js';
import { patternWords } from './pattern-words.js';
import type { ServerName } from './server-name.js';
import { shortId } from './short-id.js';

type Props = Readonly<{ agent: AgentInFull; serverName: ServerName }>;

/** What the agent itself was granted: one tool, several by a pattern, or a profile that it holds. */
export function OwnGrants({ agent, serverName }: Props): ReactNode {
  const open = agent.grants.filter(isOpen);
  return (
    <section>
      <h3>Its own grants</h3>
      {open.length === 0 && <p className="fine">None.</p>}
      <ul className="tools">
        {open.map((grant) => (
          <li key={grant.id}>
            <p className="tool-head">
              <span className="granted">{whatOf(grant, agent, serverName)}</span>
              <Outcome effect={grant.effect} />
            </p>
            {grant.condition && <p>Only if {inWords(grant.condition, serverName)}</p>}
            <Limits grants={[grant]} />
            <Interval grant={grant} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function isOpen({ endedBecause, validTo }: AgentGrant): boolean {
  return endedBecause === null && (validTo === null || new Date(validTo) > new Date());
}

function Interval({ grant: { validFrom, validTo } }: { grant: AgentGrant }): ReactNode {
  const isToCome = new Date(validFrom) > new Date();
  if (!isToCome && validTo === null) return null;
  return (
    <p className="fine">
      {isToCome && (
        <>
          Begins <Day at={validFrom} />.{' '}
        </>
      )}
      {validTo !== null && (
        <>
          Ends <Day at={validTo} />.
        </>
      )}
    </p>
  );
}

/** What is granted, with the names that the agent's own paths tell. */
function whatOf(grant: AgentGrant, agent: AgentInFull, serverName: ServerName): ReactNode {
  const { toolId, pattern, profileId } = grant;
  const tool = [...agent.effectiveTools, ...agent.withheldTools].find((each) => each.toolId === toolId);
  const tools = tool ? (
    <>
      <code className="tool">{tool.toolName}</code> <span className="fine">on {tool.serverName}</span>
    </>
  ) : (
    ((toolId && `tool ${shortId(toolId)}`) ?? (pattern && patternWords(pattern, serverName)))
  );
  if (profileId === null) return tools;
  return (
    <>
      profile {profileName(profileId, agent)}
      {tools && <>, of it {tools}</>}
    </>
  );
}

function profileName(id: string, { effectiveTools, withheldTools }: AgentInFull): string {
  const steps = [...effectiveTools, ...withheldTools].flatMap(({ path }) => path);
  return steps.find((step) => step.id === id)?.name ?? shortId(id);
}
