import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The browser of this machine, or undefined. */
const program = [process.env['TEST_CHROMIUM'] ?? '', ...places].find((place) => existsSync(place));

export const absent = program === undefined;
if (absent && process.env['CI'] === 'true') throw new Error('CI must run the browser tests, but Chromium is absent');
if (absent) process.stderr.write('The browser tests are skipped: install Chromium, or name it in TEST_CHROMIUM.\n');

const flags = '--no-first-run --disable-gpu --disable-quic --disable-background-networking --disable-component-update';
/** Chromium refuses its sandbox to root, which containers of tests run as. */
const args = [...flags.split(' '), '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** One reader at a browser that knows nothing of the one before. `end` throws what the page complained about. */
export type Visit = Readonly<{
  page: Page;
  /** What the page must complain about here, and nothing else; HTTP refusals are lines on the browser's console. */
  forgive(pattern: RegExp): void;
  end(): Promise<void>;
}>;

export async function visit(): Promise<Visit> {
  const profile = mkdtempSync(path.join(tmpdir(), 'surety-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...(program !== undefined && { executablePath: program }),
    headless: true,
    args,
    viewport: { width: 1280, height: 800 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  const complaints = listenTo(context, page);
  return {
    page,
    forgive: (pattern) => {
      const rest = complaints.filter((complaint) => !pattern.test(complaint));
      if (rest.length === complaints.length) throw new Error(`the page did not complain of ${pattern}`);
      complaints.splice(0, Infinity, ...rest);
    },
    end: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
      if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('\n')}`);
    },
  };
}

function listenTo(context: BrowserContext, page: Page): string[] {
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  return complaints;
}
