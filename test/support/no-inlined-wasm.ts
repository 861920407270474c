import { setFlagsFromString } from 'node:v8';

// Node 20 ends now and then with "unreachable code" in Deoptimizer::DoComputeBuiltinContinuation, when code goes back
// to the interpreter into which it had inlined a call of WebAssembly
setFlagsFromString('--no-turbo-inline-js-wasm-calls');
