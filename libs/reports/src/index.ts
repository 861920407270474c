export { type DecisionView, Decisions } from './decisions.js';
export { ReportsModule } from './reports.module.js';
export { Reports } from './reports.js';
