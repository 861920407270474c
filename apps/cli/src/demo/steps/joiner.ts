import { ScimClient } from '../scim-client.js';
import { type Step, given, holds } from '../stage.js';
import { WebClient } from '../web-client.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The body that Okta sends when a person is assigned to the application. */
const oktaUser = (userName: string, givenName: string, familyName: string, externalId: string) => ({
  schemas: [USER],
  userName,
  name: { givenName, familyName },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: `${givenName} ${familyName}`,
  locale: 'en-US',
  externalId,
  groups: [],
  password: 'Xt3!kZ0qWm',
  active: true,
});

/** The body that Microsoft Entra ID sends in a provisioning cycle. */
const entraUser = (userName: string, givenName: string, familyName: string, externalId: string) => ({
  schemas: [USER, ENTERPRISE],
  externalId,
  userName,
  active: true,
  displayName: `${givenName} ${familyName}`,
  emails: [{ primary: true, type: 'work', value: userName }],
  meta: { resourceType: 'User' },
  name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
  roles: [],
  [ENTERPRISE]: { department: 'Finance' },
});

export const joiner: Step = {
  name: 'joiner',
  title: 'Joiner: the IdP creates people, a manager link and groups over SCIM 2.0',
  async play(stage) {
    const admin = (stage.admin = await WebClient.signIn(stage.adminLink));
    const { token } = await admin.post<{ token: string }>('/api/v1/sources', {
      name: 'Company IdP',
      dialect: 'lenient',
    });
    const idp = (stage.idp = new ScimClient(stage.url, token));

    const ada = await idp.create('Users', oktaUser('ada@example.com', 'Ada', 'Lovelace', '00u1ada'));
    const grace = await idp.create('Users', oktaUser('grace@example.com', 'Grace', 'Hopper', '00u2grace'));
    const edith = await idp.create('Users', entraUser('edith@example.com', 'Edith', 'Clarke', '0a21-edith'));
    stage.people = {
      ada: { id: ada.id, userName: 'ada@example.com' },
      grace: { id: grace.id, userName: 'grace@example.com' },
      edith: { id: edith.id, userName: 'edith@example.com' },
    };
    await idp.patch('Users', ada.id, [{ op: 'Add', path: `${ENTERPRISE}:manager`, value: edith.id }]);
    await idp.patch('Users', grace.id, [{ op: 'Add', path: `${ENTERPRISE}:manager`, value: edith.id }]);

    const finance = await idp.create('Groups', {
      schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: 'grp-finance',
      displayName: 'Finance',
    });
    const everyone = await idp.create('Groups', { schemas: [GROUP], displayName: 'Everyone' });
    stage.groups = { finance: finance.id, everyone: everyone.id };
    await idp.patch('Groups', finance.id, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: ada.id }] }]);
    const all = [ada, grace, edith].map(({ id }) => ({ value: id }));
    await idp.patch('Groups', everyone.id, [{ op: 'add', path: 'members', value: all }]);

    const events = await admin.get<{ kind: string }[]>(`/api/v1/people/${ada.id}/lifecycle`);
    const kinds = events.map(({ kind }) => kind);
    holds(kinds.includes('joiner') && kinds.includes('access_change'), 'Ada is a joiner who was added to groups');
    const { ada: first } = given(stage, 'people');
    return [
      'Ada and Grace as Okta sends them, Edith as Entra ID does; Edith manages both.',
      `Groups Finance (Ada) and Everyone (all three). Ada is ${first.id}.`,
      `Ada's lifecycle so far: ${kinds.join(', ')}.`,
    ];
  },
};
