import { newId } from '@app/kernel';
import type { CallIntent } from '@app/ledger';

/** The intent of an allowed call, with what a test asks for in its place. */
export const sampleIntent = (tenant: string, over: Partial<CallIntent> = {}): CallIntent => ({
  tenant,
  callId: newId(),
  at: new Date(),
  method: 'tools/call',
  agentId: newId(),
  ownerId: newId(),
  ownerStatus: 'active',
  onBehalfOf: null,
  chain: [],
  agents: [],
  delegations: [],
  token: { jtiDigest: '', rootDigest: '', confirmation: null, workload: null },
  clientId: 'client',
  server: 'files',
  tool: 'read',
  definitionHash: null,
  argsDigest: '00',
  decision: 'allow',
  reasonCode: 'allowed',
  grantIds: [],
  fenceSeq: 1,
  ...over,
});
