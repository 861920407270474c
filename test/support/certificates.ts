import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = 'openssl';

/** PEM. */
export type Pair = Readonly<{ cert: string; key: string }>;

/** Certificates that `openssl` makes: a CA of our own, what it issues, and ones that vouch for themselves. */
export function certificates() {
  const home = mkdtempSync(path.join(tmpdir(), 'surety-certs-'));
  const file = (name: string) => path.join(home, name);
  const openssl = (...args: string[]) => execFileSync(program, args, { stdio: 'pipe' });
  const pair = (name: string): Pair => ({
    cert: readFileSync(file(`${name}.crt`), 'utf8'),
    key: readFileSync(file(`${name}.key`), 'utf8'),
  });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const selfSigned = (name: string, subject: string, ...extensions: string[]): Pair => {
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.crt`),
      '-days',
      '30',
      '-subj',
      subject,
      ...added,
    );
    return pair(name);
  };
  return {
    selfSigned,
    authority: (name: string): Pair =>
      selfSigned(name, `/CN=${name}`, 'basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'),
    issued(by: string, name: string, subject: string, names: string, days = 30): Pair {
      openssl('req', ...newKey, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', subject);
      writeFileSync(file(`${name}.ext`), `subjectAltName=${names}\n`);
      const authority = ['-CA', file(`${by}.crt`), '-CAkey', file(`${by}.key`), '-CAcreateserial'];
      openssl(
        'x509',
        '-req',
        '-in',
        file(`${name}.csr`),
        ...authority,
        '-out',
        file(`${name}.crt`),
        '-days',
        String(days),
        '-extfile',
        file(`${name}.ext`),
      );
      return pair(name);
    },
    drop: () => rmSync(home, { recursive: true }),
  };
}
