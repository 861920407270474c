const NOT_DONE = 'Nothing was done.';

/**
 * What a model is told about a refused call, by the code of the decision: what it can do about it, never whether
 * something else exists.
 */
const sentences: Readonly<Record<string, string>> = {
  held: `This call waits for the approval of a person. ${NOT_DONE} Do not repeat it; tell your user that it is held.`,
  condition_unmet: `These arguments are outside of what you may use this tool for. ${NOT_DONE} Use other arguments, or ask the owner of this agent for more.`,
  denied_by_grant: `A grant forbids this call. ${NOT_DONE} Do not repeat it with these arguments.`,
  budget_exhausted: `What may be used here is used up for now. ${NOT_DONE} Do not repeat it; tell your user that more has to be approved or waited for.`,
  step_up_required: `Whoever this is done for must sign in again first. ${NOT_DONE}`,
  arguments_out_of_bounds: `An argument is outside of what this tool accepts. ${NOT_DONE}`,
  result_withheld: `The call was made, but its result may not be shown as it came. Do not repeat it; the same would happen again.`,
  result_above_budget: `The call was made, but its result is larger than what you may still see. Ask for less, or tell your user that more has to be approved.`,
  definition_changed: `The tool has changed since it was approved and is held back until somebody looks at it. ${NOT_DONE}`,
};

/** Whatever the code: the call was out already when it was decided otherwise. */
export const TOO_LATE =
  'The call was sent, but its result may not be shown any more. Do not repeat it: it may have been carried out.';

export const sentenceOf = (code: string): string =>
  sentences[code] ?? `You may not make this call now. ${NOT_DONE} Ask the owner of this agent if you need it.`;
