import { type Attribute, type Schema, complex, flag, reference, text } from './attribute.js';
import { Registry } from './registry.js';

export const ROLE = 'urn:ietf:params:scim:schemas:core:2.0:Role';
export const ENTITLEMENT = 'urn:ietf:params:scim:schemas:core:2.0:Entitlement';
export const APPLICATION = 'urn:ietf:params:scim:schemas:core:2.0:AgenticApplication';

const readOnly = { mutability: 'readOnly' } as const;
const exact = { ...readOnly, caseExact: true } as const;

/** draft-ietf-scim-roles-entitlements-01. */
const published = (what: string): Attribute[] => [
  text('value', `What is to be said of a User, in the attribute that the ${what} belongs to.`, {
    ...readOnly,
    required: true,
  }),
  text('display', 'Name of the access profile.', exact),
  flag('supported', 'Whether it counts if it is said of a User.', readOnly),
  flag('limitedAssignmentsPermitted', 'Whether only so many Users may have it.', readOnly),
];

export const roleSchema: Schema = {
  id: ROLE,
  name: 'Role',
  description: 'Access profiles that this source hands out by the roles of its Users',
  attributes: published('role'),
};

export const entitlementSchema: Schema = {
  id: ENTITLEMENT,
  name: 'Entitlement',
  description: 'Access profiles that this source hands out by the entitlements of its Users',
  attributes: [
    ...published('entitlement'),
    text('type', 'Kind of the entitlement.', { ...exact, canonicalValues: ['AccessProfile'] }),
    complex(
      'contains',
      'The tools that the profile lets be used; they come and go with it, and cannot be said of a User.',
      [
        text('value', 'Server and tool.', exact),
        text('display', 'Name of the tool.', exact),
        text('type', 'Kind of what is contained.', { ...exact, canonicalValues: ['McpTool'] }),
      ],
      { ...readOnly, multiValued: true },
    ),
  ],
};

/** draft-abbey-scim-agent-extension-00, as far as there is anything to say. */
export const applicationSchema: Schema = {
  id: APPLICATION,
  name: 'AgenticApplication',
  description: 'MCP servers that agents may be allowed to use',
  attributes: [
    text('name', 'Name of the server.', { ...exact, required: true }),
    complex(
      'applicationUrls',
      'Where agents reach it: through the gateway.',
      [
        text('type', 'Kind of the address.', { ...exact, canonicalValues: ['api'] }),
        reference('value', 'The address.', ['external'], readOnly),
        flag('primary', 'Whether it is the preferred address.', readOnly),
      ],
      { ...readOnly, multiValued: true },
    ),
    complex(
      'agents',
      'Agents of this source that hold a grant on one of its tools.',
      [
        text('value', 'Id of the agent.', exact),
        reference('$ref', 'Address of the agent.', ['Agent'], readOnly),
        text('display', 'Name of the agent.', exact),
        text('type', 'How it belongs to the application.', { ...exact, canonicalValues: ['authorized'] }),
      ],
      { ...readOnly, multiValued: true },
    ),
  ],
};

export const roleRegistry = new Registry(roleSchema, []);
export const entitlementRegistry = new Registry(entitlementSchema, []);
export const applicationRegistry = new Registry(applicationSchema, []);
