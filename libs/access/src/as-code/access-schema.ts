import { z } from 'zod';
import { conditionForm } from '../core/condition/condition-form.js';
import { accessDocument } from './document.js';

/** JSON Schema (2020-12) of `access.yaml`, for editors. Patterns within conditions name their server, too. */
export function accessSchema(): Readonly<Record<string, unknown>> {
  const made = z.toJSONSchema(accessDocument(conditionForm), {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== 'uuid') return;
      delete jsonSchema.format;
      delete jsonSchema.pattern;
    },
  });
  return { ...made, $id: 'https://surety.dev/access.schema.json', title: 'access.yaml of Surety' };
}
