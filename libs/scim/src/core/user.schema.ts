import { type Schema, complex, flag, plural, reference, text } from './attribute.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** RFC 7643 §4.1. */
export const userSchema: Schema = {
  id: USER,
  name: 'User',
  description: 'A person',
  attributes: [
    text('userName', 'Name by which the person signs in; unique.', { required: true, uniqueness: 'server' }),
    complex('name', 'The parts of the person’s name.', [
      text('formatted', 'The whole name as it is to be shown.'),
      text('familyName', 'Family name.'),
      text('givenName', 'Given name.'),
      text('middleName', 'Middle names.'),
      text('honorificPrefix', 'Title before the name.'),
      text('honorificSuffix', 'Suffix after the name.'),
    ]),
    text('displayName', 'Name shown to people.'),
    text('nickName', 'Casual name.'),
    reference('profileUrl', 'Address of a profile page.', ['external']),
    text('title', 'Job title.'),
    text('userType', 'Relation to the organisation, such as employee or contractor.'),
    text('preferredLanguage', 'Preferred languages (RFC 9110 §12.5.4).'),
    text('locale', 'Default location for formats (RFC 5646).'),
    text('timezone', 'Time zone of the IANA database.'),
    flag('active', 'Whether the person may act; false suspends every agent they own.'),
    plural('emails', 'E-mail addresses.', ['work', 'home', 'other']),
    plural('phoneNumbers', 'Phone numbers.', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', 'Instant messaging addresses.', []),
    plural('photos', 'Pictures.', ['photo', 'thumbnail'], reference('value', 'Address of the picture.', ['external'])),
    complex(
      'addresses',
      'Postal addresses.',
      [
        text('formatted', 'The whole address as it is to be shown.'),
        text('streetAddress', 'Street and number.'),
        text('locality', 'City.'),
        text('region', 'State or region.'),
        text('postalCode', 'Postal code.'),
        text('country', 'Country (ISO 3166-1 alpha-2).'),
        text('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
        flag('primary', 'Whether this is the preferred address; true at most once.'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups the person is in; changed through the groups.',
      [
        text('value', 'Id of the group.', { mutability: 'readOnly', caseExact: true }),
        reference('$ref', 'Address of the group.', ['Group'], { mutability: 'readOnly' }),
        text('display', 'Name of the group.', { mutability: 'readOnly' }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements', 'Entitlements stated by the source; they grant what was bound to their values here.', []),
    plural('roles', 'Roles stated by the source; they grant what was bound to their values here.', []),
    plural('x509Certificates', 'Certificates (DER in base64).', [], {
      ...text('value', 'The certificate.', { caseExact: true }),
      type: 'binary',
    }),
  ],
};

/** RFC 7643 §4.3. */
export const enterpriseUserSchema: Schema = {
  id: ENTERPRISE_USER,
  name: 'EnterpriseUser',
  description: 'What an organisation says of a person',
  attributes: [
    text('employeeNumber', 'Number given by the organisation.'),
    text('costCenter', 'Cost center.'),
    text('organization', 'Organisation.'),
    text('division', 'Division.'),
    text('department', 'Department.'),
    complex('manager', 'The person’s manager.', [
      text('value', 'Id of the manager’s User resource, which may arrive later.', { caseExact: true }),
      reference('$ref', 'Address of the manager.', ['User'], { mutability: 'readOnly' }),
      text('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};
