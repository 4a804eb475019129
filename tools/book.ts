/** `npm run book`: writes the whole book as a PDF, as a browser prints it. */
import { join } from 'node:path';
import { root } from './run.mjs';
import { withSitePage } from './site-page.ts';

const FILE = 'twelve-factor-lab.pdf';

await withSitePage(async (page, url) => {
  await page.goto(`${url}book/`, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready);
  await page.pdf({ path: join(root, FILE), preferCSSPageSize: true, outline: true, tagged: true });
  console.log(FILE);
});
