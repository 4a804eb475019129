import { launch } from 'puppeteer-core';
import type { Browser, BrowserPage } from './browser.ts';
import { findProgram } from './find-program.ts';

/**
 * Starts a headless Firefox as its makers publish it, by WebDriver BiDi. Playwright drives a build of its own only.
 * FIREFOX_PATH names its program.
 */
export async function startFirefox(): Promise<Browser> {
  const executablePath = await findProgram({
    variable: 'FIREFOX_PATH',
    names: ['firefox', 'firefox-esr'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    install: 'Firefox (on Debian: apt-get install firefox-esr)',
  });
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  return {
    async newPage(onConsole) {
      // Storage and workers of one page end with its context.
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.on('console', (message) => onConsole(`[${message.type()}] ${message.text()}`));
      page.on('pageerror', (error) => onConsole(`[uncaught] ${error instanceof Error ? error.stack : String(error)}`));
      // Long programs run in one call.
      page.setDefaultTimeout(0);
      const evaluate = (script: () => unknown, argument: unknown) => page.evaluate(script, ...[argument]);
      return { goto: (url) => page.goto(url), evaluate: evaluate as BrowserPage['evaluate'] };
    },
    close: () => browser.close(),
  };
}
