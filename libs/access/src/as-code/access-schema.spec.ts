import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accessSchema } from './access-schema.js';

const page = new URL('../../../../docs/access-as-code.md', import.meta.url);
const example = parse(/```yaml\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? '') as Record<string, object>;

describe('the schema for editors', () => {
  it('is the form that the commands read by [access-as-code.schema]', async () => {
    const style = await resolveConfig(fileURLToPath(page));
    const text = await format(JSON.stringify(accessSchema()), { ...style, parser: 'json' });
    await expect(text).toMatchFileSnapshot('../../../../docs/schema/access.schema.json');
  });

  const isAccess = new Ajv2020({ strict: false, validateFormats: false }).compile(accessSchema());

  it('accepts the example of the page [access-as-code.schema]', () => {
    isAccess(example);
    expect(isAccess.errors).toBeNull();
  });

  it.each([
    ['another key', { ...example, profils: {} }],
    ['another version', { ...example, version: 2 }],
    ['an effect that is none', { version: 1, profiles: { x: { grants: [{ tool: 'a/b', effect: 'maybe' }] } } }],
    [
      'a condition that is none',
      { version: 1, profiles: { x: { grants: [{ tool: 'a/b', when: { arg: 'n', op: 'like', value: 1 } }] } } },
    ],
    [
      'a budget without a limit',
      { version: 1, profiles: { x: { grants: [{ tool: 'a/b', budget: { exceeded: 'hold' } }] } } },
    ],
  ])('refuses %s [access-as-code.schema]', (_, wrong) => {
    expect(isAccess(wrong)).toBe(false);
  });
});
