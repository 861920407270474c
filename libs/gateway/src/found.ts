/** Takes what an earlier step of the admission must have found; without it the call fails, closed. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step of the admission was left out');
  return value;
}
