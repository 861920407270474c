/** The same server over its pipes: one JSON message a line (MCP stdio transport). */
import { createInterface } from 'node:readline';
import { answerTo } from './echo-answers.js';

createInterface({ input: process.stdin }).on('line', (line) => {
  const answer = answerTo(line);
  if (answer !== null) process.stdout.write(`${answer}\n`);
});
