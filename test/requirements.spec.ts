import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requirements } from './requirements.js';

const root = new URL('../', import.meta.url);
const specs = ['apps', 'libs', 'test'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8')),
);
/** A citation stands in square brackets at the end of a title; several follow one another. */
const citation = /\[([a-z]+(?:[.-][a-z0-9]+)+)\](?=['"`]| \[)/g;
const cited = new Set(specs.flatMap((text) => [...text.matchAll(citation)].map(([, id]) => id)));

it('every requirement is cited by a test, and every citation names a requirement', () => {
  expect(cited).toEqual(new Set(Object.keys(requirements)));
});
