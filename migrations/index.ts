import { LayFoundations1795219200001 } from './0001-lay-foundations.js';

/** In order. A migration that has shipped is never edited; a mistake is corrected by the next one. */
export const migrations = [LayFoundations1795219200001];
