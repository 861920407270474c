import { readSettings } from '@app/config';
import { openSurroundings } from '@app/database';
import { migrations } from '../../../migrations/index.js';
import { boot } from './boot.js';

/** The control plane alone, for installations that scale its roles apart; `--check` starts all but the listener. */
const settings = readSettings(process.env);
const lost = (): never => process.exit(1);
const { surroundings, close } = await openSurroundings(settings, {
  migrations,
  environment: process.env,
  onLost: lost,
});
const app = await boot(surroundings);
const stop = async (): Promise<void> => {
  await app.close();
  await close();
};

if (process.argv.includes('--check')) await stop();
else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
  await app.listen(settings.port, settings.host);
}
