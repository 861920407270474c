const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The identity provider's provisioning client; bodies as Okta and Entra really send them. */
export class ScimClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  create(type: 'Users' | 'Groups', body: unknown): Promise<{ id: string }> {
    return this.send('POST', `/${type}`, body);
  }

  async patch(type: 'Users' | 'Groups', id: string, operations: readonly unknown[]): Promise<void> {
    await this.send('PATCH', `/${type}/${id}`, { schemas: [PATCH_OP], Operations: operations });
  }

  private async send<T>(method: string, path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`SCIM ${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
}
