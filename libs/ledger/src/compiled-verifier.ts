import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The text of the stand-alone verifier as the build made it, to be handed out with a pack.
 * @throws when the program was not built
 */
export function compiledVerifier(): string {
  return readFileSync(path.join(packageRoot(), 'dist/libs/ledger/src/verifier/verify-pack.js'), 'utf8');
}

function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('Surety runs outside its own package');
    folder = above;
  }
  return folder;
}
