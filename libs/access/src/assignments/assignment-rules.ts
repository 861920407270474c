import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { advisoryLocks, Db, insertUnlessTaken, type WriteTx } from '@app/database';
import type { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { AssignmentRuleRow } from './assignment-rule.row.js';
import { ruleFault } from '../core/condition/fault-of.js';
import type { Condition } from '../core/condition/types.js';
import { changedAttributes, givesTo } from '../core/rule.js';
import { inParts } from '../in-parts.js';
import { ProfileRow } from '../profiles/profile.row.js';
import { assignByRule, endByRule, endRuled, heldWhomItMeans, peopleAfter, rulesFor } from './rule-assignments.js';

export type NewRule = Readonly<{ profileId: string; name: string; condition: Condition; reason?: string | undefined }>;
export type ListedRule = AssignmentRuleRow & { profileName: string; people: number };
/** Ids of the assignments that a person got and lost, and whether a grant asks for what has changed of them. */
export type Ruling = Readonly<{ added: string[]; removed: string[]; isAskedFor: boolean }>;

/** People looked at in one write: nobody waits long for the rows of a rule that means everybody. */
const PAGE = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Profiles that people hold because of what the directory says of them (birthright). A rule comes into force in one
 * short write; whoever changes a person after it sees it, and everybody else is looked at before `make` returns.
 */
@Injectable()
export class AssignmentRules {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * From now on whoever fits holds the profile: when it returns, also those who fitted before.
   * @throws Refusal profile.unknown, rule.condition-invalid with the place, rule.name-taken
   */
  async make(actor: Actor, wanted: NewRule): Promise<AssignmentRuleRow> {
    const rule = await this.db.write(actor, (tx) => this.add(tx, wanted));
    await this.settle(actor, rule.id);
    return Object.assign(rule, { settled: true });
  }

  /** As `make`, in the caller's write, who then settles it. */
  async add(tx: WriteTx, { profileId, name, condition, reason = '' }: NewRule): Promise<AssignmentRuleRow> {
    const fault = ruleFault(condition);
    if (fault) throw new Refusal('rule.condition-invalid', fault);
    if (!(await tx.existsBy(ProfileRow, { id: profileId }))) throw new Refusal('profile.unknown');
    const begun = { validFrom: this.clock.now(), validTo: null, endedBecause: null, settled: false };
    const values = { id: newId(), profileId, name, condition, reason, madeBy: nameOf(tx.actor), ...begun };
    const rule = await insertUnlessTaken(tx, AssignmentRuleRow, values);
    if (!rule) throw new Refusal('rule.name-taken', name);
    const personal = reason === '' ? {} : { personal: { reason } };
    tx.record({ action: 'rule.made', subject: rule.id, detail: { profileId, name, condition }, ...personal });
    return rule;
  }

  /** Nobody holds the profile by it when it returns. @throws Refusal rule.unknown, also for one that has ended */
  async end(actor: Actor, id: string, because = 'ended'): Promise<void> {
    await this.db.write(actor, (tx) => this.stop(tx, id, because));
    await this.settle(actor, id);
  }

  /** As `end`, in the caller's write, who then settles it. */
  async stop(tx: WriteTx, id: string, because = 'ended'): Promise<void> {
    const [ended] = await tx.query<[{ profileId: string }[], number]>(
      `UPDATE assignment_rule SET valid_to = greatest(valid_from, $2), ended_because = $3, settled = false
       WHERE id = $1 AND ended_because IS NULL RETURNING profile_id AS "profileId"`,
      [id, this.clock.now(), because],
    );
    const [rule] = ended;
    if (!rule) throw new Refusal('rule.unknown');
    tx.record({ action: 'rule.ended', subject: id, detail: { ...rule }, personal: { because } });
  }

  /** Looks at everybody until nothing is left to do; what was cut off is taken up again by the next one. */
  async settle(actor: Actor, id: string): Promise<void> {
    await this.writersDone(actor);
    const rule = await this.db.read(actor, (tx) => tx.findOneBy(AssignmentRuleRow, { id }));
    if (!rule || rule.settled) return;
    if (rule.endedBecause === null) await this.giveAll(actor, rule);
    else while ((await this.takeSome(actor, rule)) === PAGE);
    await this.db.write(actor, async (tx) => {
      const same = rule.endedBecause === null ? 'ended_because IS NULL' : 'ended_because IS NOT NULL';
      const [settled] = await tx.query<[unknown[], number]>(
        `UPDATE assignment_rule SET settled = true WHERE id = $1 AND NOT settled AND ${same} RETURNING id`,
        [id],
      );
      // somebody else was first, or has ended it meanwhile
      if (settled.length === 0) return tx.unchanged(undefined);
      tx.record({ action: 'rule.settled', subject: id });
    });
  }

  /** For the worker: rules whose making or ending was cut off. */
  async settleAll(actor: Actor): Promise<void> {
    const open = await this.db.read(actor, (tx) => tx.findBy(AssignmentRuleRow, { settled: false }));
    for (const { id } of open) await this.settle(actor, id);
  }

  /** Every rule with the name of its profile and how many people hold it by this; ended ones included. */
  list(actor: Actor): Promise<ListedRule[]> {
    return this.db.read(actor, async (tx) => {
      const rules = await tx.find(AssignmentRuleRow, { order: { id: 'ASC' } });
      const names = new Map((await tx.find(ProfileRow)).map(({ id, name }) => [id, name]));
      const counts = await tx.query<{ id: string; people: number }[]>(
        `SELECT rule_id AS id, count(*)::int AS people FROM assignment
         WHERE rule_id IS NOT NULL AND ended_because IS NULL GROUP BY 1`,
      );
      const people = new Map(counts.map((row) => [row.id, row.people]));
      return rules.map((rule) =>
        Object.assign(rule, { profileName: names.get(rule.profileId) ?? '', people: people.get(rule.id) ?? 0 }),
      );
    });
  }

  /**
   * Brings what a person holds by rules into line with what the directory says of them now, in the write that changed
   * the person and before anything of it touches the fence; the caller tells the fence.
   */
  async follow(tx: WriteTx, person: PersonRow, before: PersonRow | null = null): Promise<Ruling> {
    const changed = changedAttributes(before, person);
    const gone = person.status === 'deleted';
    if (before !== null && changed.length === 0 && !gone) return { added: [], removed: [], isAskedFor: false };
    const { rules, isAskedFor } = await rulesFor(tx, person.id, changed);
    const now = this.clock.now();
    const fits = new Set(rules.filter(({ condition }) => givesTo(condition, person)));
    const lost = rules.filter((rule) => rule.held !== null && !fits.has(rule));
    const removed = lost.flatMap(({ held }) => held ?? []);
    if (removed.length > 0) await endRuled(tx, removed, 'unmet', now);
    const added: string[] = [];
    const got: string[] = [];
    for (const rule of fits) {
      if (rule.held !== null) continue;
      const given = await assignByRule(tx, rule, [person.id], now);
      added.push(...given.map(({ id }) => id));
      got.push(rule.profileId);
    }
    const profiles = inParts(got, lost.map(({ profileId }) => profileId)); // prettier-ignore
    for (const [gained, dropped] of profiles) {
      const detail = { added: gained, removed: dropped, by: 'rule' };
      tx.record({ action: 'person.profiles-followed', subject: person.id, detail });
    }
    return { added, removed, isAskedFor };
  }

  /** Waits for the writers of people who have not seen the rule; those to come see it (trigger `know_rules`). */
  private writersDone(actor: Actor): Promise<unknown> {
    return this.db.upkeep(actor.tenant, (tx) =>
      tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.assignmentRules, actor.tenant]),
    );
  }

  private async giveAll(actor: Actor, rule: AssignmentRuleRow): Promise<void> {
    for (let after = FIRST; ;) {
      const people = await this.db.read(actor, (tx) => peopleAfter(tx, after, PAGE));
      const meant = people.filter((person) => givesTo(rule.condition, person)).map(({ id }) => id);
      if (meant.length > 0) await this.giveSome(actor, rule, meant);
      const last = people.at(-1);
      if (!last || people.length < PAGE) return;
      after = last.id;
    }
  }

  private giveSome(actor: Actor, { id, profileId, condition }: AssignmentRuleRow, people: readonly string[]) {
    return this.db.write(actor, async (tx) => {
      // the people before the rule's row, as their own writes lock them
      const meant = await heldWhomItMeans(tx, condition, people);
      const lock = { mode: 'pessimistic_read' } as const;
      const rule = await tx.findOne(AssignmentRuleRow, { where: { id }, lock });
      if (!rule || rule.endedBecause !== null) return tx.unchanged(undefined);
      const given = await assignByRule(tx, { ruleId: id, profileId }, meant, this.clock.now());
      if (given.length === 0) return tx.unchanged(undefined);
      await this.tell(tx, { id, profileId }, 'added', given.map(({ personId }) => personId)); // prettier-ignore
    });
  }

  /** @returns how many people it was taken from */
  private takeSome(actor: Actor, { id, profileId }: AssignmentRuleRow): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const people = await endByRule(tx, id, 'rule ended', this.clock.now(), PAGE);
      if (people.length === 0) return tx.unchanged(0);
      await this.tell(tx, { id, profileId }, 'removed', people);
      return people.length;
    });
  }

  private async tell(
    tx: WriteTx,
    { id, profileId }: Pick<AssignmentRuleRow, 'id' | 'profileId'>,
    way: 'added' | 'removed',
    people: readonly string[],
  ): Promise<void> {
    for (const [part] of inParts(people, [])) {
      tx.record({ action: 'profile.followed', subject: profileId, detail: { ruleId: id, [way]: part } });
    }
    await this.fence.touch(tx, people);
  }
}
