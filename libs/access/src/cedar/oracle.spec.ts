import '../../../../test/support/no-inlined-wasm.js';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { calls, lookedUp } from '../../../../test/support/access-calls.js';
import { worlds } from '../../../../test/support/access-worlds.js';
import { effort, shareOf } from '../../../../test/support/effort.js';
import { buildIndex } from '../core/access-index.js';
import { decide } from '../core/decide.js';
import type { AccessRequest } from '../core/decision.js';
import type { AccessFacts } from '../core/facts.js';
import { CedarExport } from './cedar-export.js';
import { type SideRequest, sideRequests } from './requests.js';

type Effect = 'allow' | 'hold' | 'deny';
const rank = { allow: 2, hold: 1, deny: 0 } as const;
let made = 0;

/** Cedar's answer for a world: each side by itself, the strictest wins; an error is a denial. */
function cedarOf(facts: AccessFacts, changed: (policies: string) => string = (policies) => policies) {
  const exported = new CedarExport(facts);
  const name = `world${made++}`;
  expect(cedar.preparsePolicySet(name, { staticPolicies: changed(exported.policies) })).toMatchObject({
    type: 'success',
  });
  const entities = new Map<number, ReturnType<typeof sliced>>();
  const known = new Map<string, Effect>();
  const ask = (side: SideRequest): Effect => {
    const at = side.env.at.getTime();
    const slice = entities.get(at) ?? sliced(exported, facts, side.env.at);
    entities.set(at, slice);
    const context = exported.contextOf(side);
    const key = JSON.stringify([side.principal, side.toolId, at, context]);
    const remembered = known.get(key);
    if (remembered) return remembered;
    const may = (how: 'call' | 'unattended'): boolean => {
      const answer = cedar.statefulIsAuthorized({
        principal: side.principal,
        action: { type: 'Action', id: exported.action(how, side.toolId) },
        resource: { type: 'Tool', id: side.toolId },
        context: context as cedar.Context,
        preparsedPolicySetId: name,
        entities: slice(side, how),
      });
      if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
      // a forbid that errs is skipped, and the answer would be to allow
      expect(answer.response.diagnostics.errors).toEqual([]);
      return answer.response.decision === 'allow';
    };
    const effect = !may('call') ? 'deny' : may('unattended') ? 'allow' : 'hold';
    known.set(key, effect);
    return effect;
  };
  return {
    exported,
    decide: (request: AccessRequest): Effect => {
      const sides = sideRequests(request, facts);
      if (!sides) return 'deny';
      let strictest: Effect = 'allow';
      for (const side of sides) {
        const effect = ask(side);
        if (rank[effect] < rank[strictest]) strictest = effect;
        if (strictest === 'deny') break;
      }
      return strictest;
    },
  };
}

/** Only what one question can look at: most of the time goes into handing entities over. */
function sliced(exported: CedarExport, facts: AccessFacts, at: Date) {
  const all = new Map(exported.entities(at).map((entity) => [`${entity.uid.type} ${entity.uid.id}`, entity]));
  const known = new Map<string, cedar.Entities>();
  const reach = (type: string, id: string): cedar.Entities => {
    const entity = all.get(`${type} ${id}`);
    if (!entity) return [];
    return [entity as cedar.EntityJson, ...entity.parents.flatMap((parent) => reach(parent.type, parent.id))];
  };
  return ({ principal, toolId }: SideRequest, how: 'call' | 'unattended'): cedar.Entities => {
    const key = JSON.stringify([principal, toolId, how]);
    const found = known.get(key) ?? [
      ...new Set([...reach(principal.type, principal.id), ...reach('Tool', toolId)]),
      {
        uid: { type: 'Action', id: exported.action(how, toolId) },
        attrs: {},
        parents: [{ type: 'Action', id: how }],
      },
    ];
    known.set(key, found);
    return found;
  };
}

const WORLDS = 200;
const CALLS = 500;
const PARTS = 10;

describe('the Cedar export', () => {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  it.each(parts)(
    'decides as we do: 200 worlds, 100,000 decisions, part %i [oracle.agrees]',
    { timeout: 900_000 },
    async (part) => {
      const seen = { allow: 0, hold: 0, deny: 0 };
      const disagreements: unknown[] = [];
      for (const [i, facts] of fc.sample(worlds, { numRuns: shareOf(WORLDS / PARTS), seed: 51 + part }).entries()) {
        const oracle = cedarOf(facts);
        const index = buildIndex(facts, new Date(0));
        for (const drawn of fc.sample(calls, { numRuns: CALLS, seed: 1000 * part + i })) {
          const request = lookedUp(drawn, index.needs(drawn, drawn));
          const ours = decide(request, facts);
          const theirs = oracle.decide(request);
          seen[ours.effect] += 1;
          if (ours.effect !== theirs) disagreements.push({ request, ours, theirs });
        }
        await setImmediate(); // the runner wants to hear of us
      }
      expect(disagreements.slice(0, 1)).toEqual([]);
      expect(disagreements).toHaveLength(0);
      expect(Math.min(seen.allow, seen.hold, seen.deny)).toBeGreaterThan(effort < 1 ? -1 : 20);
    },
  );

  it.each([
    ['a deny that does not apply to what is missing', / else true\)/g, ' else false)'],
    ['a hold that is not said', /@id\("[^"]* hold"\)\nforbid [^\n]*/g, ''],
    ['a former definition', /resource\.acceptedHashes\.contains\("[^"]*"\)/g, 'true'],
    ['a grant that has ended', /context\.now < datetime\("[^"]*"\)/g, 'true'],
    ['a tool that is held back', /forbid \(principal, action, resource\) when \{ !resource\.available[^\n]*/g, ''],
    ['a kill switch', /forbid \([^)]*\) when \{ (?:principal|resource)\.killed \};/g, ''],
    ['a deputy who is missing', /forbid \(principal is Agent, action, resource\) when \{ resource\.risk[^\n]*/g, ''],
    ['a budget that is used up', /context\.used\["[^"]*"\] < \d+/g, 'true'],
  ])('would notice %s [oracle.notices]', { timeout: 300_000 }, (what, guard, instead) => {
    const concerned = worlds.filter(({ kills }) => what !== 'a kill switch' || kills.length > 0);
    const removed = (policies: string): string =>
      policies.replace(guard, instead).replace(/@id\("[^"]*"\)\n(?=\s*(?:@|$))/g, '');
    const differs = fc.sample(concerned, { numRuns: 80, seed: 51 }).some((facts, i) => {
      const oracle = cedarOf(facts, removed);
      const index = buildIndex(facts, new Date(0));
      return fc.sample(calls, { numRuns: 60, seed: 1000 + i }).some((drawn) => {
        const request = lookedUp(drawn, index.needs(drawn, drawn));
        try {
          return decide(request, facts).effect !== oracle.decide(request);
        } catch {
          return true; // Cedar reports an error
        }
      });
    });
    expect(differs).toBe(true);
  });

  it('is valid by its own schema, which is generated from the tools [oracle.schema]', { timeout: 300_000 }, () => {
    for (const facts of fc.sample(worlds, { numRuns: 20, seed: 7 })) {
      const { policies, schema } = new CedarExport(facts);
      const answer = cedar.validate({
        schema,
        policies: { staticPolicies: policies },
        validationSettings: { mode: 'strict' },
      });
      expect(answer).toMatchObject({ type: 'success', validationErrors: [] });
    }
  });
});
