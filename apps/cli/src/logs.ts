import { ConsoleLogger } from '@nestjs/common';
import type { Settings } from '@app/kernel';

type LogSettings = Pick<Settings, 'logLevel' | 'logFormat'>;

export function loggerOf({ logLevel, logFormat }: LogSettings): ConsoleLogger {
  const order = ['error', 'warn', 'log', 'debug'] as const;
  const logLevels = order.slice(0, order.indexOf(logLevel) + 1);
  return new ConsoleLogger({ logLevels, json: logFormat === 'json', colors: logFormat === 'text' });
}

/**
 * Where logs are JSON, whatever a library says by the console is a line of them, too: a collector that reads both streams
 * meets nothing else. To be called before such a library is loaded.
 */
export function takeConsole(settings: LogSettings): void {
  if (settings.logFormat !== 'json') return;
  const logger = loggerOf(settings);
  const said =
    (level: 'log' | 'warn' | 'error' | 'debug') =>
    (...parts: unknown[]): void =>
      logger[level](parts.map(String).join(' '), 'Console');
  Object.assign(globalThis.console, {
    log: said('log'),
    info: said('log'),
    debug: said('debug'),
    warn: said('warn'),
    error: said('error'),
  });
}

/** How the program says to whoever started it how it is: said whatever the level, in the form of the logs. */
export function announcer({ logFormat }: LogSettings, plain: (line: string) => void): (line: string) => void {
  if (logFormat === 'text') return plain;
  const logger = new ConsoleLogger({ logLevels: ['log'], json: true, colors: false });
  return (line) => logger.log(line, 'Surety');
}
