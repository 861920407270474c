import { api } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import type { Me } from './me.js';

/** Who is signed in; null when nobody is. @throws Problem when that could not be learned */
export async function whoAmI(): Promise<Me | null> {
  try {
    const { personId, roles } = await api.session();
    const { displayName } = await api.person(personId);
    return { personId, roles, name: displayName };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 401) return null;
    throw problem;
  }
}
