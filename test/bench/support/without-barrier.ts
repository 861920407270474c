/**
 * The control's counterfeit, loaded into its control plane (`node --import`): a barrier that never waits. The product has
 * no setting for that, so that nobody can have switched it off.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const file = pathToFileURL(path.resolve('dist/libs/fence/src/barrier.js')).href;
const { Barrier } = (await import(file)) as { Barrier: { prototype: { settled: () => Promise<void> } } };
Barrier.prototype.settled = () => Promise.resolve();
