import type { EmbeddedContainer } from '../api.ts';
import type * as PageModule from '../index.ts';
import { startBrowser } from './browsers/browser.ts';
import type { Browser, BrowserPage } from './browsers/browser.ts';
import { serveContainer } from './server.ts';
import type { ContainerServer } from './server.ts';

declare global {
  interface Window {
    container: EmbeddedContainer;
    lab: typeof PageModule;
  }
}

/** A page of a browser in which a container has booted. */
export interface OpenContainer {
  /** Its window has the booted `container`, and the page's module as `lab`. */
  page: BrowserPage;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Files (name → text) in the place of those in public/container. */
  files?: Record<string, string>;
  /** Told of what page, frame and workers write to their consoles, and of their uncaught errors. */
  onConsole?: (line: string) => void;
  /** Passed to `boot`. */
  boot?: { pool?: number };
}

/** Serves the built container, opens a page in the browser that LAB_BROWSER names, and boots. */
export function openContainer(options: OpenOptions = {}): Promise<OpenContainer> {
  return openPage(serveContainer({ files: options.files }), startBrowser(), options.onConsole, async (page, url) => {
    await page.goto(url);
    await page.evaluate(async (boot) => {
      window.lab = (await import(new URL('/index.js', location.href).href)) as typeof PageModule;
      window.container = await window.lab.boot(boot);
      window.container.on('error', ({ message }) => console.error(`container: ${message}`));
    }, options.boot ?? {});
  });
}

/**
 * Opens a page that is served by a server, and closes server and browser together.
 * @param boot goes to the server's address and makes the page's `container`
 */
export async function openPage(
  serving: Promise<ContainerServer>,
  starting: Promise<Browser>,
  onConsole: OpenOptions['onConsole'] = () => {},
  boot: (page: BrowserPage, url: string) => Promise<void>,
): Promise<OpenContainer> {
  const [server, browser] = await Promise.all([serving, starting]);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage(onConsole);
    await boot(page, server.url);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
