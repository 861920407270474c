import { expect, it } from 'vitest';
import { cluesOf } from './subject.js';

const issuers = ['https://idp.example.com'];
const iss = issuers[0];
const email = { format: 'email', email: 'ada@example.com' };
const issSub = { format: 'iss_sub', iss, sub: '00u1' };

it.each<[string, unknown, unknown[]]>([
  ['email', email, [{ by: 'email', value: 'ada@example.com' }]],
  ['iss_sub', issSub, [{ by: 'id', value: '00u1' }]],
  ['iss_sub of another issuer', { ...issSub, iss: 'https://other.example.com' }, []],
  ['iss_sub without an issuer', { format: 'iss_sub', sub: '00u1' }, []],
  ['opaque', { format: 'opaque', id: '42' }, [{ by: 'id', value: '42' }]],
  ['account', { format: 'account', uri: 'acct:ada@example.com' }, [{ by: 'user-name', value: 'ada@example.com' }]],
  ['account that is none', { format: 'account', uri: 'mailto:ada@example.com' }, []],
  ['phone_number', { format: 'phone_number', phone_number: '+1' }, []],
  ['did', { format: 'did', url: 'did:example:1' }, []],
  [
    'aliases',
    { format: 'aliases', identifiers: [email, { format: 'phone_number', phone_number: '+1' }, issSub] },
    [
      { by: 'email', value: 'ada@example.com' },
      { by: 'id', value: '00u1' },
    ],
  ],
  ['aliases within aliases', { format: 'aliases', identifiers: [{ format: 'aliases', identifiers: [email] }] }, []],
  [
    'scim',
    { format: 'scim', uri: '/Users/2b2f', externalId: 'emp-7' },
    [
      { by: 'external-id', value: 'emp-7' },
      { by: 'resource', value: '2b2f' },
    ],
  ],
  ['scim with an id', { format: 'scim', id: '2b2f' }, [{ by: 'resource', value: '2b2f' }]],
  [
    'scim with an absolute uri',
    { format: 'scim', uri: 'https://a.b/v2/Users/a%20b' },
    [{ by: 'resource', value: 'a b' }],
  ],
  ['scim with a broken uri', { format: 'scim', uri: '/Users/%E0%A4%A' }, []],
  ['scim of a group', { format: 'scim', uri: '/Groups/2b2f', externalId: 'emp-7' }, []],
  [
    'complex',
    { format: 'complex', user: issSub, session: { format: 'opaque', id: 's' } },
    [{ by: 'id', value: '00u1' }],
  ],
  ['complex without a user', { format: 'complex', session: { format: 'opaque', id: 's' } }, []],
  ['complex within complex', { format: 'complex', user: { format: 'complex', user: email } }, []],
  ['user without a format, as Okta sends it', { user: issSub, device: {} }, [{ by: 'id', value: '00u1' }]],
  ['the drafts’ subject_type', { subject_type: 'iss-sub', iss, sub: '00u1' }, [{ by: 'id', value: '00u1' }]],
  ['an empty value', { format: 'opaque', id: '' }, []],
  ['a value that is no text', { format: 'opaque', id: 7 }, []],
  ['a value with what no column holds', { format: 'opaque', id: 'a\0' }, []],
  ['a value without end', { format: 'opaque', id: 'a'.repeat(601) }, []],
  ['nothing', undefined, []],
  ['a text', 'ada@example.com', []],
  ['a name of Object', { format: 'constructor', id: '7' }, []],
])('%s [signals.subject.formats]', (_, subject, clues) => expect(cluesOf(subject, issuers)).toEqual(clues));
