import type { DeclaredSchema, SourceMapping, SourceSettings } from '@app/directory';
import { readExtensions } from './declared-schemas.js';
import { readMapping } from './source-mapping.js';
import { registryOf } from './source-schema.js';

type Declared = Pick<SourceSettings, 'extensions' | 'mapping'>;

/**
 * The schemas and the mapping of a source after a change, read together: a mapping may name attributes of the very
 * extension that comes with it, and an extension that a mapping needs cannot go.
 * @param before what holds now
 * @param change as an administrator sent it; what it leaves out stays
 * @throws Refusal `source.extension-invalid`, `source.mapping-invalid`
 */
export function readDeclared(
  before: Declared,
  change: Readonly<{ extensions?: unknown; mapping?: unknown }>,
): { extensions: readonly DeclaredSchema[]; mapping: SourceMapping } {
  const extensions = change.extensions === undefined ? before.extensions : readExtensions(change.extensions);
  return { extensions, mapping: readMapping(change.mapping ?? before.mapping, registryOf({ extensions }).user) };
}
