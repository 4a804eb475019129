import { chromium } from '@playwright/test';
import type { LaunchOptions } from '@playwright/test';
import type { Browser } from './browser.ts';

/** Starts a headless Chromium: CHROME_PATH or Debian's, without its sandbox as root, quiet on the network. */
export async function startChromium(options: LaunchOptions = {}): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0 && process.env['CHROME_SANDBOX'] !== 'off',
    args: [...quiet, '--disable-component-update', '--disable-sync'],
    ...options,
  });
  return {
    async newPage(onConsole) {
      const page = await browser.newPage();
      page.on('console', (message) => onConsole(`[${message.type()}] ${message.text()}`));
      page.on('pageerror', (error) => onConsole(`[uncaught] ${error.stack ?? error.message}`));
      return page;
    },
    close: () => browser.close(),
  };
}
