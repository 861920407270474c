import { Bootstrap } from '@app/auth';
import { type PopulationList, type Reconciled, Reconciliation } from '@app/directory';
import { type Settings, system } from '@app/kernel';
import { Reports } from '@app/reports';
import type { ExportKind } from './export-kinds.js';
import { withUseCases } from './program.js';

/** Makes or finds an administrator. @returns a one-time link and until when it works */
export const makeAdmin = (settings: Settings, userName: string): Promise<{ link: string; expiresAt: Date }> =>
  withUseCases(settings, (app) => app.get(Bootstrap).admin(userName));

export const makeExport = (settings: Settings, what: ExportKind): Promise<string | Uint8Array> =>
  withUseCases<string | Uint8Array>(settings, (app) => {
    const reports = app.get(Reports);
    const actor = system('cli');
    if (what === 'evidence-pack') return reports.evidencePack(actor);
    return reports.toolCalls(actor, what === 'tool-calls.csv' ? 'csv' : 'ndjson');
  });

/** @throws Refusal source.unknown */
export const reconcileDirectory = (settings: Settings, source: string, list: PopulationList): Promise<Reconciled> =>
  withUseCases(settings, (app) => app.get(Reconciliation).compare(system('cli'), source, list));
