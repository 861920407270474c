import { type ReactNode, useCallback } from 'react';
import { api } from '../api/client.js';
import { usePlace } from '../shell/place.js';
import { Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';

/** The identity providers by which people sign in, each a link that leads back to where the reader is. */
export function Providers(): ReactNode {
  const { path, query } = usePlace();
  const { value: providers, problem, reload } = useLoaded(useCallback(() => api.providers(), []));
  if (providers === null && problem) {
    return <Failed what="The identity providers could not be read" problem={problem} retry={reload} />;
  }
  if (providers === null) return <Loading what="the ways to sign in" />;
  if (providers.length === 0) return null;
  const back = path === '/sign-in' ? (query.get('return_to') ?? '/') : `${path}${query.size > 0 ? `?${query}` : ''}`;
  const stepUp = query.get('step_up') === 'true' ? '&step_up=true' : '';
  return (
    <ul className="providers" aria-label="Sign in with">
      {providers.map(({ id, name }) => (
        <li key={id}>
          <a className="button" href={`/sign-in/${id}?return_to=${encodeURIComponent(back)}${stepUp}`}>
            Continue with {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
