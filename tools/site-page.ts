import { chromium, type Page } from '@playwright/test';
import { serveSite } from '../tests/browser/site-server.ts';
import { chromiumOptions } from './chromium.ts';

/**
 * Serves the built site, and does something with an empty page of a browser.
 * @param url of the site's root
 */
export async function withSitePage(work: (page: Page, url: string) => Promise<void>): Promise<void> {
  const [server, browser] = await Promise.all([serveSite(), chromium.launch(chromiumOptions())]);
  try {
    await work(await browser.newPage({ serviceWorkers: 'block' }), server.url);
  } finally {
    await browser.close();
    await server.stop();
  }
}
