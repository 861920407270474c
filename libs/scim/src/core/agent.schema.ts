import { type Schema, complex, flag, plural, reference, text } from './attribute.js';
import { type Entry, type Name, Registry } from './registry.js';

export const AGENT = 'urn:ietf:params:scim:schemas:core:2.0:Agent';

const named = (what: string, types: readonly string[]) => [
  text('value', `Id of the ${what}.`, { caseExact: true, required: true }),
  reference('$ref', `Address of the ${what}.`, types),
  text('display', `Name of the ${what}.`),
];

/** draft-wzdk-scim-agent-resource-00, with what draft-abbey-scim-agent-extension-00 adds; drafts, so behind a setting. */
export const agentSchema: Schema = {
  id: AGENT,
  name: 'Agent',
  description: 'An AI agent that people answer for',
  attributes: [
    text('agentUserName', 'Name of the agent; unique within its source. `name` is taken for the same.', {
      required: true,
      uniqueness: 'server',
    }),
    text('displayName', 'Name shown to people.'),
    text('description', 'What the agent is for.'),
    text('agentType', 'Kind of the agent, in the source’s words.'),
    flag('active', 'Whether the source lets the agent run; false stops it, true lifts only that.'),
    complex(
      'owners',
      'Who answers for the agent. The first who is an active User of this source is its owner here; the rest are kept.',
      [...named('owner', ['User', 'Group']), text('type', 'Kind of the owner.')],
      { multiValued: true },
    ),
    text('subject', 'The `sub` by which the agent is known elsewhere; it opens nothing here.', { caseExact: true }),
    complex('parent', 'The agent that made this one.', named('agent', ['Agent'])),
    complex('applications', 'Applications the agent belongs to; kept, and no right.', named('application', []), {
      multiValued: true,
    }),
    plural('entitlements', 'Entitlements stated by the source; they grant nothing here.', []),
    plural('roles', 'Roles stated by the source; they grant nothing here.', []),
    plural('x509Certificates', 'Certificates (DER in base64); kept, and no credential here.', [], {
      ...text('value', 'The certificate.', { caseExact: true }),
      type: 'binary',
    }),
    complex(
      'protocols',
      'Protocols the agent speaks.',
      [
        text('type', 'The protocol.', { required: true, canonicalValues: ['A2A', 'OpenAPI', 'MCP-Server'] }),
        reference('specificationUrl', 'Where it is described.', ['external']),
      ],
      { multiValued: true },
    ),
  ],
};

/** Knows the agent's name by the names of both drafts. */
class AgentRegistry extends Registry {
  override find({ urn, name }: Name): Entry | undefined {
    return super.find({ urn, name: name.toLowerCase() === 'name' ? 'agentUserName' : name });
  }
}

export const agentRegistry: Registry = new AgentRegistry(agentSchema, []);
