import { type Step, given, holds } from '../stage.js';

type Difference = { lost: { tool: string }[]; gained: { tool: string }[] };

export const mover: Step = {
  name: 'mover',
  title: 'Mover: the IdP takes Ada out of the group, and her agent loses with her',
  async play(stage) {
    const idp = given(stage, 'idp');
    const agent = given(stage, 'agent');
    const { finance } = given(stage, 'groups');
    const { ada } = given(stage, 'people');
    const token = await agent.token();
    const before = await agent.bareCallResult(token, 'calculator__get-sum', { a: 1, b: 1 });
    holds(before.admitted, 'the call was allowed before');

    await idp.patch('Groups', finance, [{ op: 'remove', path: `members[value eq "${ada.id}"]` }]);
    const after = await agent.bareCallResult(token, 'calculator__get-sum', { a: 1, b: 1 });
    holds(!after.admitted, 'the next call is refused');
    const differences = await given(stage, 'owner').get<Difference[]>(`/api/v1/agents/${agent.id}/differences`);
    const lost = differences.at(-1)?.lost.map(({ tool }) => tool) ?? [];
    holds(lost.length === 2, 'the difference names both tools that were lost');

    await idp.patch('Groups', finance, [{ op: 'add', path: 'members', value: [{ value: ada.id }] }]);
    const again = await agent.bareCallResult(token, 'calculator__get-sum', { a: 1, b: 1 });
    holds(again.admitted, 'nothing had to be synchronised: back in the group, back in force');
    return [
      `Removed from Finance: the very next call is refused (${after.says}).`,
      `invoice-bot before → after: lost ${lost.join(', ')}; gained nothing.`,
      'Added again by the IdP: the next call is allowed, for nothing was copied that had to be restored.',
    ];
  },
};
