import type { ReactNode } from 'react';
import type { Me } from '../session/me.js';
import { Notice } from '../session/notice.js';
import type { Asked } from './asked.js';
import { Buttons } from './buttons.js';
import { Warnings } from './warnings.js';

type Props = Readonly<{
  uid: string;
  asked: Asked;
  me: Me;
  reload: () => void;
  onRequested: (redirectTo: string) => void;
}>;

export function Decision({ uid, asked, me, reload, onRequested }: Props): ReactNode {
  const { client, needsApproval, agent, hours } = asked;
  return (
    <Notice title={`Let ${client.name} act for you?`} tone="form">
      <p>
        It {agent ? 'acts as' : 'becomes'} an agent that <strong>you answer for</strong>
        {agent && (
          <>
            : the one you have already, <code>{agent.name}</code>
          </>
        )}
        . It can use only tools that you may use yourself, every call is recorded under your name, and you can end it at
        any time.
      </p>
      <dl className="asked">
        <dt>You are</dt>
        <dd>{me.name}</dd>
        <dt>Vouched for by</dt>
        <dd>{client.host ?? 'no domain'}</dd>
        <dt>{asked.isDevice ? 'Runs on' : 'Sends you back to'}</dt>
        <dd>{asked.isDevice ? 'the device that showed you a code' : <code>{client.redirectHost}</code>}</dd>
        <dt>Opens</dt>
        <dd>
          <code>{asked.resource}</code>
        </dd>
        <dt>For</dt>
        <dd>{hours} hours, then it asks again</dd>
      </dl>
      <Warnings asked={asked} />
      {needsApproval && <p>Somebody must approve it before it can do anything.</p>}
      <Buttons uid={uid} mayAllow reload={reload} onRequested={onRequested} />
    </Notice>
  );
}
