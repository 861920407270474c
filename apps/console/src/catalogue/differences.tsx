import type { ReactNode } from 'react';
import { Risk } from '../agents/risk.js';
import type { Difference, Pending, Tool } from './catalogue.js';

/** What the definition that waits says otherwise than the approved one, place by place. */
export function Differences({ pending, tool }: { pending: Pending; tool: Tool }): ReactNode {
  const { from, differences, claimed, isRefused, definition } = pending;
  return (
    <section>
      <h3>{from === null ? 'What it is' : 'What changed'}</h3>
      <p className="fine">
        {from === null
          ? 'It appeared after its server was first read; nobody has approved it yet.'
          : 'The approved definition (−) against the one that its server gives now (+).'}
        {isRefused && ' Somebody looked at this one and refused it.'}
      </p>
      {claimed !== tool.risk && (
        <p className="claim">
          It now calls itself <Risk risk={claimed} />{' '}
          {tool.riskReason === null
            ? 'which becomes its risk when it is approved.'
            : 'but a person has said otherwise, and that stays.'}
        </p>
      )}
      <ul className="differences">
        {differences.map((difference) => (
          <li key={difference.place}>
            <code className="place">{difference.place}</code>
            <Lines lines={linesOf(difference)} />
          </li>
        ))}
      </ul>
      <details>
        <summary>The whole definition that waits</summary>
        <pre tabIndex={0}>{JSON.stringify(definition, null, 2)}</pre>
      </details>
    </section>
  );
}

const words = { '-': 'before', '+': 'now', ' ': '' } as const;

/** Each line says with a sign and a word for those who do not see colours whether it went or came. */
function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  return (
    <pre className="lines" tabIndex={0}>
      {lines.map((line, at) => {
        const sign = line.startsWith('-') ? '-' : line.startsWith('+') ? '+' : ' ';
        const tone = { '-': 'went', '+': 'came', ' ': 'stayed' }[sign];
        return (
          <span key={at} className={`line line-${tone}`}>
            <span className="unseen">{words[sign]} </span>
            {sign === '-' ? '−' : sign} {line.slice(2)}
          </span>
        );
      })}
    </pre>
  );
}

/** Texts come line by line; of anything else both sides are shown whole. */
function linesOf({ lines, before, after }: Difference): readonly string[] {
  if (lines) return lines;
  return [...said('- ', before), ...said('+ ', after)];
}

function said(sign: string, value: unknown): string[] {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.split('\n').map((line) => sign + line);
}
