import {
  type McpServer,
  ResourceTemplate,
  acceptedContent,
  completable,
  inputRequired,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { PNG, picture, text } from './content.js';

type Content = ReturnType<typeof text> | typeof picture | { type: 'resource'; resource: { uri: string; text: string } };
const messages = (...contents: Content[]) => ({
  messages: contents.map((content) => ({ role: 'user' as const, content })),
});
const starting = (words: string[]) => (value: string) => words.filter((word) => word.startsWith(value));

export function registerPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'One sentence.' }, () =>
    messages(text('This is a simple prompt.')),
  );
  const argsSchema = z.object({
    arg1: completable(z.string(), starting(['paris', 'park', 'party'])),
    arg2: z.string(),
  });
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Repeats what it is given.', argsSchema },
    ({ arg1, arg2 }) => messages(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Hands a resource over.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) =>
      messages({ type: 'resource', resource: { uri, text: 'What is in it.' } }, text('Read the resource above.')),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Shows a picture.' }, () =>
    messages(picture, text('Look at the picture above.')),
  );
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks for its context first.' },
    ({ mcpReq }) => {
      const context = acceptedContent(mcpReq.inputResponses, 'user_context')?.['context'];
      if (typeof context === 'string') return messages(text(`In this context: ${context}`));
      const requestedSchema = {
        type: 'object' as const,
        properties: { context: { type: 'string' as const } },
        required: ['context'],
      };
      const asked = inputRequired.elicit({ message: 'What is it about?', requestedSchema });
      return inputRequired({ inputRequests: { user_context: asked } });
    },
  );
}

export function registerResources(server: McpServer): void {
  const plain = (uri: string, words: string) => ({ contents: [{ uri, mimeType: 'text/plain', text: words }] });
  server.registerResource('static-text', 'test://static-text', { mimeType: 'text/plain' }, ({ href }) =>
    plain(href, 'This is the content of the static text resource.'),
  );
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: PNG }],
  }));
  server.registerResource('watched-resource', 'test://watched-resource', { mimeType: 'text/plain' }, ({ href }) =>
    plain(href, 'This resource is watched.'),
  );
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', {
      list: undefined,
      complete: { id: starting(['1', '12', '2']) },
    }),
    { mimeType: 'application/json' },
    ({ href }, { id }) => ({
      contents: [
        { uri: href, mimeType: 'application/json', text: JSON.stringify({ id, data: `Data of ${String(id)}` }) },
      ],
    }),
  );
}
