/** `npm run book`: writes the whole book as a PDF, as a browser prints it. */
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { serveSite } from '../tests/browser/site-server.ts';
import { chromiumOptions } from './chromium.ts';
import { root } from './run.mjs';

const FILE = 'twelve-factor-lab.pdf';

const [server, browser] = await Promise.all([serveSite(), chromium.launch(chromiumOptions())]);
try {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.goto(`${server.url}book/`, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready);
  await page.pdf({ path: join(root, FILE), preferCSSPageSize: true, outline: true, tagged: true });
  console.log(FILE);
} finally {
  await browser.close();
  await server.stop();
}
