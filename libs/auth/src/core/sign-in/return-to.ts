const LONGEST = 1000;

/**
 * Where the browser goes after signing in: a path of our own. Anything that a browser could read as another host
 * (`//host`, `/\host`, a scheme, control characters that it drops) becomes the front page.
 */
export function localPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > LONGEST || !/^\/[\x21-\x7e]*$/.test(wanted)) return '/';
  if (/^\/[/\\]/.test(wanted) || wanted.includes('\\')) return '/';
  const url = new URL(wanted, 'https://surety.invalid');
  const path = `${url.pathname}${url.search}${url.hash}`; // without dot segments, which may have left `//host` behind
  return url.origin === 'https://surety.invalid' && !path.startsWith('//') ? path : '/';
}
