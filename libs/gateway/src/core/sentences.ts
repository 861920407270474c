const NOT_DONE = 'Nothing was done.';

/**
 * What a model is told about a refused call, by the code of the decision: what it can do about it, never whether
 * something else exists.
 */
const sentences: Readonly<Record<string, string>> = {
  held: `This call waits for the approval of a person. ${NOT_DONE} Do not repeat it; tell your user that it is held.`,
  condition_unmet: `These arguments are outside of what you may use this tool for. ${NOT_DONE} Use other arguments, or ask the owner of this agent for more.`,
  denied_by_grant: `A grant forbids this call. ${NOT_DONE} Do not repeat it with these arguments.`,
  definition_changed: `The tool has changed since it was approved and is held back until somebody looks at it. ${NOT_DONE}`,
};

export const sentenceOf = (code: string): string =>
  sentences[code] ?? `You may not make this call now. ${NOT_DONE} Ask the owner of this agent if you need it.`;
