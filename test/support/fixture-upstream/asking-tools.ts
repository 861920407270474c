import { type InputRequests, acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { said } from './content.js';
import { type Part, object, string } from './part.js';
import { seal } from './state.js';

type Fields = Parameters<typeof inputRequired.elicit>[0]['requestedSchema'];
const form = (message: string, properties: object, required: string[] = []) =>
  inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required } as Fields });
const sample = (words: string) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: words } }],
    maxTokens: 100,
  });
const nameForm = () => {
  const { method, params } = form('What is your name?', { name: string }, ['name']);
  // what a server of the handshake era can do for its question to keep its name (docs/mcp-rounds.md)
  return { method, params: { ...params, _meta: { 'surety.dev/key': 'user_name' } } } as InputRequests[string];
};
const show = (value: unknown): string => JSON.stringify(value);

/** Asks once, and says what was answered. */
const once = (
  name: string,
  description: string,
  key: string,
  question: InputRequests[string],
  schema?: object,
): Part => ({
  name,
  description,
  ...(schema ? { schema: schema as Record<string, unknown> } : {}),
  run: (_, { context: { mcpReq } }) => {
    const answer = inputResponse(mcpReq.inputResponses, key);
    if (answer.kind === 'missing') return inputRequired({ inputRequests: { [key]: question } });
    return said(`Answered: ${show(mcpReq.inputResponses?.[key])}`);
  },
});

const choices = ['option1', 'option2', 'option3'];
const titled = choices.map((value, index) => ({ const: value, title: `Option ${index + 1}` }));

/** Tools that ask the client; towards a client of the handshake era the SDK sends real requests. */
export const askingTools: readonly Part[] = [
  {
    ...once('test_sampling', 'Has the client sample.', 'sampled', sample('Hello')),
    schema: object({ prompt: string }),
    run: ({ prompt = 'Hello' }, { context: { mcpReq } }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'sampled');
      if (answer.kind !== 'sampling') return inputRequired({ inputRequests: { sampled: sample(String(prompt)) } });
      return said(`LLM response: ${show(answer.result.content)}`);
    },
  },
  {
    name: 'test_elicitation',
    description: 'Asks the user.',
    schema: object({ message: string }),
    run: ({ message = 'Please answer' }, { context: { mcpReq } }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'asked');
      const asked = form(String(message), { username: string, email: string }, ['username', 'email']);
      if (answer.kind !== 'elicit') return inputRequired({ inputRequests: { asked } });
      return said(`User response: ${show({ action: answer.action, content: answer.content })}`);
    },
  },
  once(
    'test_elicitation_sep1034_defaults',
    'Asks with a default for every type.',
    'asked',
    form('Please confirm', {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    }),
  ),
  once(
    'test_elicitation_sep1330_enums',
    'Asks with every form of choice.',
    'asked',
    form('Please choose', {
      untitledSingle: { type: 'string', enum: choices },
      titledSingle: { type: 'string', oneOf: titled },
      legacyEnum: { type: 'string', enum: choices, enumNames: ['Option 1', 'Option 2', 'Option 3'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: choices } },
      titledMulti: { type: 'array', items: { anyOf: titled } },
    }),
  ),
  {
    name: 'test_missing_capability',
    description: 'Works only for clients that sample.',
    run: (_, { declared }) => {
      if (declared.sampling) return said('The client can sample.');
      // which the SDK refuses to send, with -32021
      return inputRequired({ inputRequests: { asked: sample('Hello') } });
    },
  },
  {
    name: 'test_input_required_result_elicitation',
    description: 'Asks for a name.',
    run: (_, { context: { mcpReq } }) => {
      const name = acceptedContent(mcpReq.inputResponses, 'user_name')?.['name'];
      if (typeof name === 'string') return said(`Hello, ${name}!`);
      return inputRequired({ inputRequests: { user_name: nameForm() } });
    },
  },
  once('test_input_required_result_sampling', 'Has the client sample.', 'capital_question', sample('The capital?')),
  once('test_input_required_result_list_roots', 'Asks for the roots.', 'client_roots', inputRequired.listRoots()),
  {
    name: 'test_input_required_result_request_state',
    description: 'Asks, and has the client keep its state.',
    run: (_, { context: { mcpReq } }) => {
      const ok = acceptedContent(mcpReq.inputResponses, 'confirm')?.['ok'];
      if (ok === true) return said(mcpReq.requestState<string>() === 'asked' ? 'state-ok' : 'state-bad');
      const confirm = form('All right?', { ok: { type: 'boolean' } }, ['ok']);
      return inputRequired({ inputRequests: { confirm }, requestState: seal('asked') });
    },
  },
  {
    name: 'test_input_required_result_multiple_inputs',
    description: 'Asks three things at once.',
    run: (_, { context: { mcpReq } }) => {
      const answers = mcpReq.inputResponses ?? {};
      const inputRequests = {
        user_name: nameForm(),
        greeting: sample('Say hello.'),
        client_roots: inputRequired.listRoots(),
      };
      const missing = Object.keys(inputRequests).some((key) => inputResponse(answers, key).kind === 'missing');
      if (missing) return inputRequired({ inputRequests, requestState: seal('three') });
      return said(`Answered: ${show(answers)}`);
    },
  },
  {
    name: 'test_input_required_result_multi_round',
    description: 'Asks twice, one after the other.',
    run: (_, { context: { mcpReq } }) => {
      const round = mcpReq.requestState<string>();
      const answered = (key: string) => acceptedContent(mcpReq.inputResponses, key) !== undefined;
      if (round === 'second' && answered('step2')) return said('Both steps were answered.');
      if ((round === 'first' && answered('step1')) || round === 'second') {
        const step2 = form('And your colour?', { color: string }, ['color']);
        return inputRequired({ inputRequests: { step2 }, requestState: seal('second') });
      }
      return inputRequired({ inputRequests: { step1: nameForm() }, requestState: seal('first') });
    },
  },
  {
    name: 'test_input_required_result_tampered_state',
    description: 'Asks, and knows its own state again.',
    run: (_, { context: { mcpReq } }) => {
      if (mcpReq.requestState<string>() === 'mine') return said('The state is mine.');
      const confirm = form('All right?', { ok: { type: 'boolean' } }, ['ok']);
      return inputRequired({ inputRequests: { confirm }, requestState: seal('mine') });
    },
  },
  {
    name: 'test_input_required_result_capabilities',
    description: 'Asks only what the client can answer.',
    run: (_, { declared, context: { mcpReq } }) => {
      const { inputResponses } = mcpReq;
      if (inputResponses !== undefined && Object.keys(inputResponses).length > 0) return said('Answered.');
      const inputRequests: InputRequests = {
        ...(declared.elicitation ? { user_name: nameForm() } : {}),
        ...(declared.sampling ? { greeting: sample('Say hello.') } : {}),
        ...(declared.roots ? { client_roots: inputRequired.listRoots() } : {}),
      };
      return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : said('Nothing to ask.');
    },
  },
];
