import { HttpCode, SerializeOptions, applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

/** A time as it is sent: ISO 8601 in UTC, made from the `Date` that rows hold. */
export const Time = z.preprocess((value) => (value instanceof Date ? value.toISOString() : value), z.iso.datetime());

/** RFC 9457 problem details. */
const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().describe('Stable; clients decide by it.'),
    instance: z.string().describe('The request id.'),
  })
  .meta({ id: 'Problem' });
const OrProblem = (): MethodDecorator =>
  ApiResponse({ status: 'default', description: 'refused', standardSchema: Problem });

/** What a route answers with. The schema documents the answer and cuts it to size: no other column ever leaves. */
export const Answers = (schema: z.ZodObject, { status = 200, description = '' } = {}): MethodDecorator =>
  applyDecorators(
    HttpCode(status),
    SerializeOptions({ schema }),
    ApiResponse({ status, description, standardSchema: schema }),
    OrProblem(),
  );

/** As `Answers`, for a list; each element is cut to size. */
export const AnswersList = (element: z.ZodObject, { description = '' } = {}): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    SerializeOptions({ schema: element }),
    ApiResponse({ status: 200, description, standardSchema: z.array(element) }),
    OrProblem(),
  );

/** No body at all. */
export const AnswersNothing = (): MethodDecorator =>
  applyDecorators(HttpCode(204), ApiResponse({ status: 204, description: 'done' }), OrProblem());
