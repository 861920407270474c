import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { productVersion } from '@app/kernel';

export const OPENAPI_PATH = '/api/v1/openapi.json';

/** The document from which typed clients are made: the same schemas that validate requests and cut answers. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Surety')
    .setDescription('Errors are RFC 9457 problem details whose `code` is stable.')
    .setVersion(productVersion)
    .build();
  return SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? jsonSchemaOf(schema, schemaType) : undefined,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A format says enough: the patterns behind it would make up most of the document. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const {
    definitions,
    $schema: _,
    ...converted
  } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  }) as JsonSchema & { definitions?: Record<string, JsonSchema> };
  return { schema: converted, components: definitions ?? {} };
}
