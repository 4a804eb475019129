import { fileURLToPath } from 'node:url';
import { startChromium } from '../../container/testing/browsers/chromium.ts';
import { openPage, type OpenContainer, type OpenOptions } from '../../container/testing/open.ts';
import { bundleForPage, serveContainer } from '../../container/testing/server.ts';
import type * as Client from './client.ts';

export interface OpenWebContainerOptions extends Pick<OpenOptions, 'onConsole'> {
  /** The origin of the host; null for StackBlitz's own. */
  origin: string | null;
  headless: boolean;
  /** How long the boot may take, in milliseconds. */
  limit: number;
}

/**
 * Opens a page in Chromium and boots a WebContainer in it by the official client.
 * @throws Error when it does not boot in time
 */
export async function openWebContainer(options: OpenWebContainerOptions): Promise<OpenContainer> {
  const { onConsole, origin, headless, limit } = options;
  const script = await bundleForPage(fileURLToPath(new URL('./client.ts', import.meta.url)));
  const routes = (path: string) => (path === '/client.js' ? script : undefined);
  return openPage(serveContainer({ routes }), startChromium({ headless }), onConsole, async (page, address) => {
    // StackBlitz lets pages of localhost in without a key.
    await page.goto(address.replace('127.0.0.1', 'localhost'));
    await page.evaluate(
      async ({ url, milliseconds }) => {
        if (url !== null) Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url });
        const client = (await import(new URL('/client.js', location.href).href)) as typeof Client;
        const late = new Promise<never>((_, reject) =>
          setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds),
        );
        const booted = await Promise.race([
          client.WebContainer.boot({ coep: 'require-corp', workdirName: 'lab' }),
          late,
        ]);
        // Whoever drives it uses what both containers have.
        Object.assign(window, { container: booted });
      },
      { url: origin, milliseconds: limit },
    );
  });
}
