import { setTimeout as pause } from 'node:timers/promises';
import { WAV, picture, said, text } from './content.js';
import { type Part, object, string } from './part.js';

const embedded = (uri: string, mimeType: string, body: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: body },
});

/** A schema with every keyword that careless middlemen lose (SEP-1613); any object fits it. */
const everyKeyword = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: string, city: string },
    },
  },
  properties: {
    name: string,
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: string,
    email: string,
  },
  allOf: [{ anyOf: [{ not: { required: ['phone', 'email'] } }, { required: ['name'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  ...(JSON.parse('{"then":{"required":["phone"]}}') as object), // written out it would look like a promise
  else: {},
  additionalProperties: false,
};

/** Tools that answer by themselves. */
export const plainTools: readonly Part[] = [
  {
    name: 'add',
    description: 'Adds two numbers.',
    schema: object({ a: { type: 'number' }, b: { type: 'number' } }),
    annotations: { readOnlyHint: true },
    run: ({ a = 0, b = 0 }) => said(String(Number(a) + Number(b))),
  },
  { name: 'test_simple_text', description: 'Says one sentence.', run: () => said('This is a simple text response.') },
  { name: 'test_image_content', description: 'Shows a picture.', run: () => ({ content: [picture] }) },
  {
    name: 'test_audio_content',
    description: 'Plays a sound.',
    run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  {
    name: 'test_embedded_resource',
    description: 'Hands a resource over.',
    run: () => ({ content: [embedded('test://embedded-resource', 'text/plain', 'An embedded resource.')] }),
  },
  {
    name: 'test_multiple_content_types',
    description: 'Says, shows and hands over.',
    run: () => ({
      content: [
        text('Several kinds of content:'),
        picture,
        embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
      ],
    }),
  },
  {
    name: 'test_error_handling',
    description: 'Fails, as tools do.',
    run: () => ({ ...said('This tool fails on purpose.'), isError: true }),
  },
  {
    name: 'test_tool_with_progress',
    description: 'Tells how far it is.',
    run: async (_, { context: { mcpReq } }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        const params = { progressToken: progressToken ?? 0, progress, total: 100, message: `At ${progress} of 100` };
        if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params });
        await pause(50, undefined, { signal: mcpReq.signal });
      }
      return said('Went from 0 to 100.');
    },
  },
  {
    name: 'test_tool_with_logging',
    description: 'Logs what it does.',
    run: async (_, { context: { mcpReq } }) => {
      for (const step of ['started', 'works', 'is done']) {
        await mcpReq.log('info', `The tool ${step}.`);
        await pause(50, undefined, { signal: mcpReq.signal });
      }
      return said('Logged three times.');
    },
  },
  {
    name: 'test_logging_tool',
    description: 'Logs, if somebody wants to hear it.',
    run: async (_, { context: { mcpReq } }) => {
      await mcpReq.log('info', 'Something happened.');
      return said('Logged once, if that was wanted.');
    },
  },
  {
    name: 'test_reconnection',
    description: 'Closes its stream in the middle; the result waits for whoever comes back.',
    run: async (_, { context: { http } }) => {
      http?.closeSSE?.();
      await pause(100);
      return said('The stream was closed and taken up again.');
    },
  },
  {
    name: 'json_schema_2020_12_tool',
    description: 'Has a schema with many keywords.',
    schema: everyKeyword,
    run: (args) => said(`Fits the schema: ${JSON.stringify(args)}`),
  },
  {
    name: 'test_x_mcp_header',
    description: 'Wants an argument repeated in a header.',
    schema: object({ region: { type: 'string', 'x-mcp-header': 'Region' }, count: { type: 'integer' } }),
    run: ({ region = 'anywhere' }) => said(`In ${String(region)}.`),
  },
  {
    name: 'test_streaming_elicitation',
    description: 'Asks nothing.',
    run: () => said('Nothing was asked.'),
  },
  {
    name: 'test_trigger_tool_change',
    description: 'Says that the tools have changed.',
    run: (_, { announce }) => (announce('tools'), said('Announced.')),
  },
  {
    name: 'test_trigger_prompt_change',
    description: 'Says that the prompts have changed.',
    run: (_, { announce }) => (announce('prompts'), said('Announced.')),
  },
  {
    name: 'touch_resource',
    description: 'Says that a resource has changed.',
    schema: object({ uri: string }),
    run: ({ uri }, { announce }) => (announce({ resource: String(uri) }), said('Announced.')),
  },
  {
    name: 'wait',
    description: 'Takes its time; tells so every 20 ms to whoever asks.',
    schema: object({ ms: { type: 'integer' } }),
    run: async ({ ms = 100 }, { note, context: { mcpReq } }) => {
      mcpReq.signal.addEventListener('abort', () => note('wait cancelled'));
      const progressToken = mcpReq._meta?.progressToken;
      const end = Date.now() + Number(ms);
      for (let progress = 1; Date.now() < end; progress += 1) {
        const params = { progressToken: progressToken ?? 0, progress };
        if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params });
        await pause(20, undefined, { signal: mcpReq.signal });
      }
      return said('Waited.');
    },
  },
];
