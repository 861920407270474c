export { setErrorOf } from './core/set-error.js';
export { type Transmitter, discover } from './discover.js';
export { type SignalHold, SignalHolds } from './signal-holds.js';
export { SignalPoller } from './signal-poller.js';
export { SignalStreamRow } from './signal-stream.row.js';
export { type AddedStream, type ListedStream, SignalStreams } from './signal-streams.js';
export { type ListedSignal, Signals, signalsOf } from './signals.js';
export { SignalsModule } from './signals.module.js';
