import { chromium } from '@playwright/test';
import type { Browser, LaunchOptions, Page } from '@playwright/test';
import type { EmbeddedContainer } from '../api.ts';
import type * as PageModule from '../index.ts';
import { serveContainer } from './server.ts';
import type { ContainerServer } from './server.ts';

declare global {
  interface Window {
    container: EmbeddedContainer;
    lab: typeof PageModule;
  }
}

/** A page of a headless Chromium in which a container has booted. */
export interface OpenContainer {
  /** Its window has the booted `container`, and the page's module as `lab`. */
  page: Page;
  browser: Browser;
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

/** How to start Chromium: CHROME_PATH or Debian's, without its sandbox as root, quiet on the network. */
export function launchOptions(): LaunchOptions {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return {
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0 && process.env['CHROME_SANDBOX'] !== 'off',
    args: [...quiet, '--disable-component-update', '--disable-sync'],
  };
}

/** Serves the built container, opens a page in Chromium and boots. */
export function openContainer(options: OpenOptions = {}): Promise<OpenContainer> {
  return openPage(serveContainer({ files: options.files }), {}, options.onConsole, async (page, url) => {
    await page.goto(url);
    await page.evaluate(async (boot) => {
      window.lab = (await import(new URL('/index.js', location.href).href)) as typeof PageModule;
      window.container = await window.lab.boot(boot);
      window.container.on('error', ({ message }) => console.error(`container: ${message}`));
    }, options.boot ?? {});
  });
}

/**
 * Opens a page in Chromium that is served by a server, and closes both together.
 * @param boot goes to the server's address and makes the page's `container`
 */
export async function openPage(
  serving: Promise<ContainerServer>,
  launch: LaunchOptions,
  onConsole: OpenOptions['onConsole'] = () => {},
  boot: (page: Page, url: string) => Promise<void>,
): Promise<OpenContainer> {
  const [server, browser] = await Promise.all([serving, chromium.launch({ ...launchOptions(), ...launch })]);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage();
    page.on('console', (message) => onConsole(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => onConsole(`[uncaught] ${error.stack ?? error.message}`));
    await boot(page, server.url);
    return { page, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}
