/** The built site in a browser: what a reader waits for after pressing Run. */

import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { freePort } from '../../container/testing/free-port.ts';
import { chromiumOptions } from '../../tools/chromium.ts';
import { root } from '../../tools/run.mjs';

/**
 * What a browser does when it has started, and a page when it has loaded (it is kept for the time without a network), is
 * over then, in milliseconds. Who presses Run has read something before.
 */
const REST = 3_000;
/** How long one run may take, in milliseconds. */
const LIMIT = 120_000;

export interface ChapterSite {
  /** Loads chapter VI anew, presses Run in its lab; answers the milliseconds until the service's first answer is shown. */
  pressRun(): Promise<number>;
  close(): Promise<void>;
}

export async function openChapterSite(): Promise<ChapterSite> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/chapters/06-processes/`;
  const astro = [
    'node_modules/astro/bin/astro.mjs',
    'preview',
    '--ignore-lock',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ];
  const server = spawn(process.execPath, astro, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<never>((_, reject) => {
    server.once('exit', (code) => reject(new Error(`astro preview ended with exit code ${code}: is the site built?`)));
  });
  await Promise.race([answers(url), ended]);
  const browser = await chromium.launch(chromiumOptions());
  return {
    async pressRun() {
      const page = await browser.newPage();
      try {
        await page.goto(url);
        const lab = page.locator('#lab-half-logged-out');
        await lab.getByRole('button', { name: 'Open the bench' }).click();
        await lab.getByRole('button', { name: 'Run', exact: true }).waitFor();
        await pause(REST);
        return await lab.evaluate(pressAndWait, LIMIT);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      ended.catch(() => undefined); // It ends because we end it.
      server.kill();
    },
  };
}

/** Runs in the page, so that no message to the browser is in the figure. */
function pressAndWait(lab: Element, limit: number): Promise<number> {
  const button = (name: string) => {
    const found = [...lab.querySelectorAll('button')].find((each) => each.textContent?.trim() === name);
    if (!found) throw new Error(`There is no button ${name}`);
    return found;
  };
  const until = (holds: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come`)), limit);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(lab, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  const text = (selector: string) => lab.querySelector(selector)?.textContent ?? '';
  const isUp = () => {
    const rows = [...lab.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.textContent?.trim()));
    return rows.some((cells) => cells[0] === 'web.1' && cells.includes('up'));
  };
  return (async () => {
    const from = performance.now();
    button('Run').click();
    await until(isUp, 'web.1');
    button('Send').click();
    await until(() => /200/.test(text('[aria-label="Response"]')), 'The answer');
    return performance.now() - from;
  })();
}

/** Asks until somebody answers. */
async function answers(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await pause(50); // It is still starting.
    }
  }
}
