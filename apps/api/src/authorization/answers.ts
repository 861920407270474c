import { z } from 'zod';
import { Time } from '../edge/answers.js';

const agentStates = ['requested', 'staged', 'active', 'retired'] as const;

export const DetailsAnswer = z
  .object({
    prompt: z.enum(['login', 'consent']).describe('`login`: the client asks for a new sign-in first.'),
    client: z.object({
      clientId: z.string(),
      name: z.string().describe('What the client calls itself; nobody has checked it.'),
      host: z.string().nullable().describe('The domain that vouches for the client; null: nobody does.'),
      redirectHost: z.string().nullable().describe('Where the code goes; null: a device waits for it.'),
      redirectHosts: z.array(z.string()),
      isLocalhostOnly: z.boolean().describe('Any program on this machine could be the client: warn.'),
    }),
    scopes: z.array(z.string()),
    resource: z.string(),
    isDevice: z.boolean(),
    signedIn: z.boolean(),
    isAllowed: z.boolean().describe('Whether a rule lets people connect this client.'),
    needsApproval: z.boolean(),
    agent: z.object({ id: z.uuid(), name: z.string(), state: z.enum(agentStates) }).nullable(),
    hours: z.int().describe('For how long the client may act without asking again.'),
  })
  .meta({ id: 'Interaction' });

export const DecisionForm = z.strictObject({ decision: z.enum(['allow', 'deny']) });

export const DecidedAnswer = z
  .object({ redirectTo: z.string(), outcome: z.enum(['allowed', 'denied', 'requested']) })
  .meta({ id: 'InteractionDecided' });

export const ConnectionAnswer = z
  .object({
    agentId: z.uuid(),
    agentName: z.string(),
    agentState: z.enum(agentStates),
    clientId: z.string(),
    clientName: z.string(),
    connectedAt: Time,
    actsUntil: Time.nullable().describe('Null: the client has to ask before it acts again.'),
  })
  .meta({ id: 'Connection' });
