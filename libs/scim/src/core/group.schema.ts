import { type Schema, complex, reference, text } from './attribute.js';

export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** RFC 7643 §4.2, with people as the only members. */
export const groupSchema: Schema = {
  id: GROUP,
  name: 'Group',
  description: 'A group of people',
  attributes: [
    text('displayName', 'Name of the group; unique within its source.', { required: true, uniqueness: 'server' }),
    complex(
      'members',
      'The people in the group.',
      [
        text('value', 'Id of the person.', { mutability: 'immutable', caseExact: true }),
        reference('$ref', 'Address of the person.', ['User'], { mutability: 'readOnly' }),
        text('type', 'Kind of the member.', { mutability: 'readOnly', canonicalValues: ['User'] }),
      ],
      { multiValued: true },
    ),
  ],
};
