import { Refusal } from '@app/kernel';
import { refusalAnswer } from '../answer.js';
import { isOurs } from '../core/hosts.js';
import { one } from '../core/protocol.js';
import type { Step } from './step.js';

/** Refuses requests that a hostile page made a browser send (DNS rebinding, MCP 2026-07-28 §transports). */
export const origin: Step = ({ request: { headers, localPort } }, house) =>
  isOurs(one(headers, 'host'), one(headers, 'origin'), house.hostsOn(localPort))
    ? undefined
    : { answer: refusalAnswer(null, new Refusal('request.wrong-host')) };
