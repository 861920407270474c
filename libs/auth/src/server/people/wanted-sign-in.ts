import { type KoaContextWithOIDC, errors } from 'oidc-provider';
import { isMaxAge, signInParameters } from '../../core/asked-sign-in.js';

type Asked = { method?: string | undefined; url?: string | undefined; originalUrl?: string | undefined };

/** To be run before the library reads the request: hands the parameters on under names that it lets through. */
export function renameSignInParameters(request: Asked): void {
  if (request.method !== 'GET') return;
  request.url &&= renamed(request.url);
  request.originalUrl &&= renamed(request.originalUrl); // the library finds its own place by comparing the two
}

const names: ReadonlyMap<string, string> = new Map(Object.entries(signInParameters));

function renamed(url: string): string {
  const [path = '', ...rest] = url.split('?');
  const query = rest.join('?'); // a query may hold question marks (RFC 3986 §3.4)
  if (!path.endsWith('/auth')) return url;
  const said = [...new URLSearchParams(query)];
  if (!said.some(([name]) => names.has(name))) return url;
  const pairs = said.map(([name, value]): [string, string] => [names.get(name) ?? name, value]);
  return `${path}?${new URLSearchParams(pairs).toString()}`;
}

/** What the library is told of them: that they are parameters, and what is wrong with one. */
export const wantedSignIn = {
  [signInParameters.acr_values]: null,
  [signInParameters.max_age]: (_ctx: KoaContextWithOIDC, value: string | undefined): void => {
    if (value !== undefined && !isMaxAge(value)) throw new errors.InvalidRequest('max_age is a number of seconds');
  },
};
