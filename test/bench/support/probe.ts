/**
 * Loaded into the program under test (`node --import`). It turns the event loop without pause and keeps the longest turn
 * since it was asked last, by two clocks: the wall's, which also counts what other processes took, and that of the
 * processor's work for this process, which also counts helper threads. The loop was kept for at most the lesser of them.
 */
let wall = performance.now();
let cpu = process.cpuUsage();
let longest = 0;
let heap = 0;

function turn(): void {
  const now = performance.now();
  const used = process.cpuUsage(cpu);
  const kept = Math.min(now - wall, (used.user + used.system) / 1000);
  if (kept > longest) longest = kept;
  wall = now;
  cpu = process.cpuUsage();
  setImmediate(turn);
}
setImmediate(turn);

process.on('message', (question) => {
  heap = Math.max(heap, process.memoryUsage().rss);
  process.send?.({ question, longestMs: longest, rss: heap });
  longest = 0;
});

export {};
