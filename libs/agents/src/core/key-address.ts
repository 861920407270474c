/**
 * Whether a key set may be read from there: https without credentials; plain http only where private addresses are
 * allowed, which production does not.
 */
export function isKeyAddress(address: string, allowPrivate: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (allowPrivate && protocol === 'http:');
}
