import { readFileSync } from 'node:fs';
import { test as base, type Page } from '@playwright/test';
import { ISOLATION_HEADERS } from '../../container/testing/server.ts';
import { serveDouble, type DoubleServer } from '../webcontainer/server.ts';
import type { Variant } from '../webcontainer/variants.ts';
import { serveSite } from './site-server.ts';

export { expect } from '@playwright/test';

const CHAPTERS = ['chapters/06-processes/index.html', 'chapters/02-dependencies/index.html'];

/** Tests of labs on WebContainer: the official client, and a double of its host at another origin. */
export const test = base.extend<object, { double: DoubleServer; siteUrl: string }>({
  double: [
    async ({}, use) => {
      const double = await serveDouble();
      await use(double);
      await double.close();
    },
    { scope: 'worker' },
  ],
  /** The built site, with chapters whose policy allows the double's origin in the place of StackBlitz's. */
  siteUrl: [
    async ({ double }, use) => {
      const site = await serveSite({ headers: ISOLATION_HEADERS });
      for (const chapter of CHAPTERS) {
        const html = readFileSync(`dist/${chapter}`, 'utf8');
        site.files.set(chapter, html.replaceAll('https://stackblitz.com', double.origin));
      }
      await use(site.url);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ siteUrl }, use) => use(siteUrl),
});

/** Sends the client of a page's labs to another host than StackBlitz. */
export async function useHost(page: Page, origin: string): Promise<void> {
  await page.addInitScript((url) => {
    Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url });
  }, origin);
}

/** Makes a page in which the reader chose WebContainer on an earlier visit. */
export async function chooseBefore(page: Page, double: DoubleServer, variant: Variant): Promise<void> {
  double.variant = variant;
  await useHost(page, double.origin);
  await page.addInitScript(() => {
    // The container's frame has no storage.
    if (window.top === window && localStorage.getItem('lab:runtime') === null) {
      localStorage.setItem('lab:runtime', 'webcontainer');
    }
  });
}
