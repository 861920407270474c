import { expect, it } from 'vitest';
import type { Call } from '../call.js';
import type { Message } from '../core/protocol.js';
import type { House } from '../house.js';
import { modernClient, sessionClient, statelessClient } from './clients.js';
import type { McpSession } from './mcp-session.js';

const callOf = (agentId: string, personId: string | null, clientId = 'c') =>
  ({ token: { agentId, personId, clientId }, request: { headers: {} } }) as unknown as Call;
const session = (hash: string) => ({ hash, capabilities: {}, logLevel: null, transport: 'streamable' }) as McpSession;
const house = {} as House;

it('one agent for one person is one caller, by whatever sessions and clients, and no other one is [connectors.lanes.share]', () => {
  const call = callOf('agent', 'ada');
  const keys = [
    sessionClient(call, house, session('one')),
    sessionClient(call, house, session('two')),
    statelessClient(call),
    modernClient(callOf('agent', 'ada', 'd'), { params: {} } as Message),
  ].map(({ key }) => key);
  expect(new Set(keys.map(({ caller }) => caller)).size).toBe(1);
  expect(new Set(keys.map(({ conversation }) => conversation)).size).toBe(4);
  const others = [callOf('agent', 'bob'), callOf('agent', null), callOf('other', 'ada')].map(statelessClient);
  expect(new Set([...others.map(({ key }) => key.caller), keys[0]?.caller]).size).toBe(4);
});
