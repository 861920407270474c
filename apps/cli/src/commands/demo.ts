import { Command } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { note, say } from '../terminal.js';
import { untilSignalled } from '../until-signalled.js';

export const demo = new Command('demo')
  .description('play the main job end to end on a throwaway installation, then leave it running')
  .option('--exit', 'end after the story (so does a start without a terminal)')
  .action(async ({ exit = false }: { exit?: boolean }) => {
    const began = performance.now();
    const { setUp } = await import('../demo/set-up.js');
    const { story } = await import('../demo/story.js');
    const time = (): string => `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
    note('Starting Surety and two MCP servers …');
    const { stage, running, stop } = await setUp(process.argv[1] ?? '', ownInstallation(process.env));
    try {
      say(`${time()}  Surety runs on ${running.url} with ${running.database}.`);
      for (const [index, step] of story.entries()) {
        say(`\n${time()}  ${index + 1}. ${step.title}`);
        for (const line of await step.play(stage)) say(`         ${line}`);
      }
      say(`\n${time()}  Every step held.`);
      if (!exit && process.stdout.isTTY) await leaveOpen(running.url, stage.surety);
    } catch (failure) {
      say(`\n${time()}  ${failure instanceof Error ? failure.message : String(failure)}`);
      process.exitCode = exitCodes.failed;
    } finally {
      await stop();
    }
  });

async function leaveOpen(url: string, surety: (...args: string[]) => Promise<{ output: string }>): Promise<void> {
  const { output } = await surety('bootstrap-admin', 'root@example.com');
  say(
    `\nSurety is still running on ${url}. Sign in once with\n  ${output.trim()}\nCtrl-C stops it and removes its data.`,
  );
  await untilSignalled();
}

/** Never the database or queue that the environment names: the story makes an administrator and leaves evidence. */
const ownInstallation = ({ SURETY_PG_BIN_DIR, SURETY_PG_RUN_AS, SURETY_LOG_LEVEL }: NodeJS.ProcessEnv) => ({
  SURETY_PG_BIN_DIR,
  SURETY_PG_RUN_AS,
  SURETY_LOG_LEVEL,
});
