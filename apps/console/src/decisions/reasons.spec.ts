import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isOfRights, reasonOf } from './reasons.js';

const sourceOf = (file: string): string => readFileSync(file, 'utf8');
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, code = '']) => code);

it('has a sentence for every code of a decision, and knows it as one of rights [console.decisions.reasons]', () => {
  const codes = found(sourceOf('libs/access/src/core/decided-codes.ts'), /^ {2}(\w+): true/gm);
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => reasonOf(code).includes('by the rule'))).toEqual([]);
  expect(codes.filter((code) => !isOfRights(code))).toEqual([]);
});

it('has a sentence for whatever else a gateway refuses for [console.decisions.reasons]', () => {
  const steps = readdirSync('libs/gateway/src/admission').filter((name) => !name.endsWith('.spec.ts'));
  const text = steps.map((name) => sourceOf(`libs/gateway/src/admission/${name}`)).join('\n');
  const objections = found(sourceOf('libs/gateway/src/core/standing.ts'), /^ {2}\| '(\w+_\w+)'/gm);
  const codes = [...found(text, /(?:refused: |code = |withheld\(call, )'(\w+)'/g), ...objections];
  expect(codes).toContain('definitions_unread');
  expect(codes).toContain('token_superseded');
  expect(codes.filter((code) => reasonOf(code).includes('by the rule'))).toEqual([]);
});
