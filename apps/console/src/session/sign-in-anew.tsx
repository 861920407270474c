import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.js';
import { Link } from '../shell/link.js';
import { usePlace } from '../shell/place.js';

/** Where a refusal asks for a fresh sign-in: the way to it, which leads back here. The session itself still stands. */
export function SignInAnew({ problem }: { problem: Problem }): ReactNode {
  const here = addressOf(usePlace());
  if (problem.code !== 'session.step-up-required') return null;
  return <Link to={`/sign-in?step_up=true&return_to=${encodeURIComponent(here)}`}>Sign in again</Link>;
}

const addressOf = ({ path, query }: ReturnType<typeof usePlace>): string => path + (query.size > 0 ? `?${query}` : '');
