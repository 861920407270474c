import type { INestApplicationContext } from '@nestjs/common';
import { AccessAsCode, type Applying, type CedarFiles, CedarPolicies, type ShownPlan } from '@app/access';
import {
  Bootstrap,
  BootstrapTokens,
  BreakGlassAccounts,
  type BreakGlassView,
  KeyRotation,
  type ListedKey,
  LocalPeople,
  type Role,
  type RoleAssignmentRow,
  Roles,
} from '@app/auth';
import { type PopulationList, type Reconciled, Reconciliation } from '@app/directory';
import { Refusal, type Settings, system } from '@app/kernel';
import { type Erasure, Erasures } from '@app/ledger';
import { Reports } from '@app/reports';
import type { ExportKind } from './export-kinds.js';
import { withUseCases } from './program.js';

/** Makes or finds an administrator. @returns a one-time link and until when it works */
export const makeAdmin = (settings: Settings, userName: string): Promise<{ link: string; expiresAt: Date }> =>
  withUseCases(settings, (app) => app.get(Bootstrap).admin(userName));

/** @returns a token by which somebody whom an identity provider vouches for becomes administrator */
export const makeBootstrapToken = (settings: Settings): Promise<{ token: string; expiresAt: Date }> =>
  withUseCases(settings, (app) => app.get(BootstrapTokens).issue());

const operator = system('cli');

/** @returns the id of the assignment. @throws Refusal person.unknown, role.term-invalid */
export const giveRole = (
  settings: Settings,
  userName: string,
  role: Role,
  terms: Readonly<{ reason: string; validTo: Date | null }>,
): Promise<string> =>
  withUseCases(settings, async (app) => {
    if (Number.isNaN(terms.validTo?.getTime())) throw new Refusal('role.term-invalid');
    const personId = await personNamed(app, userName);
    return (await app.get(Roles).give(operator, personId, role, terms)).id;
  });

/** @returns how many assignments were ended. @throws Refusal person.unknown, role.last-admin */
export const endRole = (settings: Settings, userName: string, role: Role, reason: string): Promise<number> =>
  withUseCases(settings, async (app) => {
    const personId = await personNamed(app, userName);
    const now = new Date();
    const given = await app.get(Roles).list(operator, personId);
    const held = given.filter((one) => one.role === role && (one.validTo === null || one.validTo > now));
    for (const { id } of held) await app.get(Roles).end(operator, personId, id, reason);
    return held.length;
  });

export const listRoles = (settings: Settings): Promise<RoleAssignmentRow[]> =>
  withUseCases(settings, (app) => app.get(Roles).list(operator));

async function personNamed(app: INestApplicationContext, userName: string): Promise<string> {
  const id = await app.get(LocalPeople).find(operator, userName);
  if (id === undefined) throw new Refusal('person.unknown');
  return id;
}

/** @throws Refusal break-glass.two-accounts */
export const makeBreakGlass = (settings: Settings, name: string): ReturnType<BreakGlassAccounts['make']> =>
  withUseCases(settings, (app) => app.get(BreakGlassAccounts).make(name));

export const listBreakGlass = (settings: Settings): Promise<BreakGlassView[]> =>
  withUseCases(settings, (app) => app.get(BreakGlassAccounts).list(operator));

/** @param reason why all present keys are thrown away; undefined: the next one follows in order */
export const rotateTokenKey = (settings: Settings, reason: string | undefined): Promise<ListedKey> =>
  withUseCases(settings, (app) => {
    const keys = app.get(KeyRotation);
    return reason === undefined ? keys.rotate(operator) : keys.replace(operator, reason);
  });

/** @returns how many bytes were written to the file */
export const makeExport = (settings: Settings, what: ExportKind, file: string): Promise<number> =>
  withUseCases(settings, async (app) => {
    const reports = app.get(Reports);
    const written =
      what === 'evidence-pack'
        ? await reports.evidencePack(operator, file)
        : await reports.toolCalls(operator, what === 'tool-calls.csv' ? 'csv' : 'ndjson', file);
    return written.bytes;
  });

/** @returns the request, done or waiting for the end of a duty to keep */
export const eraseSubject = (settings: Settings, subject: string, reference: string): Promise<Erasure> =>
  withUseCases(settings, (app) => app.get(Erasures).ask(operator, subject, reference));

/** @throws Refusal source.unknown */
export const reconcileDirectory = (settings: Settings, source: string, list: PopulationList): Promise<Reconciled> =>
  withUseCases(settings, (app) => app.get(Reconciliation).compare(system('cli'), source, list));

/** @throws Refusal access-file.invalid */
export const planAccess = (settings: Settings, text: string, file: string): Promise<ShownPlan> =>
  withUseCases(settings, (app) => app.get(AccessAsCode).plan(operator, text, file));

/** @returns the plan, and whether it was carried out: not when it widens. @throws Refusal access-file.invalid */
export const applyAccess = (
  settings: Settings,
  text: string,
  applying: Applying,
): Promise<{ plan: ShownPlan; applied: boolean }> =>
  withUseCases(settings, async (app) => {
    const asCode = app.get(AccessAsCode);
    const plan = await asCode.plan(operator, text, applying.file);
    if (plan.gains.length > 0 && !applying.allowWidening) return { plan, applied: false };
    return { plan: await asCode.apply(operator, text, applying), applied: true };
  });

export const exportAccess = (settings: Settings): Promise<string> =>
  withUseCases(settings, (app) => app.get(AccessAsCode).export(operator));

export const exportCedar = (settings: Settings): Promise<CedarFiles> =>
  withUseCases(settings, (app) => app.get(CedarPolicies).export(operator));
