import { type Step, given, holds } from '../stage.js';
import { afterwards, beforehand } from './afterwards.js';

const CALLERS = 8;

export const leaver: Step = {
  name: 'leaver',
  title: 'Leaver: the IdP disables Ada while her agent is calling',
  async play(stage) {
    const idp = given(stage, 'idp');
    const agent = given(stage, 'agent');
    const { ada } = given(stage, 'people');
    const token = await agent.token();
    const asked = await beforehand(stage);

    let lastAdmitted = 0;
    let admitted = 0;
    let asking = true;
    const caller = async (): Promise<void> => {
      while (asking) {
        const began = performance.now();
        const call = await agent.bareCallResult(token, 'calculator__get-sum', { a: 1, b: 2 });
        if (!call.admitted) continue;
        admitted += 1;
        lastAdmitted = Math.max(lastAdmitted, began);
      }
    };
    const callers = Array.from({ length: CALLERS }, caller);
    await new Promise((resolve) => setTimeout(resolve, 300));

    const requested = performance.now();
    await idp.patch('Users', ada.id, [{ op: 'replace', value: { active: false } }]);
    const answered = performance.now();
    const next = await agent.bareCall(token, 'calculator__get-sum', { a: 1, b: 2 });
    asking = false;
    await Promise.all(callers);

    holds(admitted > 0, 'the agent was at work when its owner left');
    holds(next === 401, `the very next call is refused with 401, not ${next}`);
    holds(lastAdmitted < answered, 'no call that began after the answer was admitted');
    const fresh = await agent.token().then(
      () => false,
      () => true,
    );
    holds(fresh, 'the agent gets no new token either');
    const lasted = Math.max(0, lastAdmitted - requested);
    return [
      asked,
      `PATCH active=false as Okta sends it, with ${CALLERS} callers at work: answered after ${(answered - requested).toFixed(1)} ms.`,
      `${admitted} calls admitted before; the last one began ${lasted.toFixed(1)} ms after the SCIM request; none after its answer.`,
      `The very next call: ${next}. A new token: refused.`,
      ...(await afterwards(stage)),
    ];
  },
};
