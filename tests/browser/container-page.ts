import { test as base } from '@playwright/test';
import type { SpawnOptions } from '../../container/api.ts';
import type * as PageModule from '../../container/index.ts';
import { browserName, startBrowser } from '../../container/testing/browsers/browser.ts';
import type { Browser, BrowserPage } from '../../container/testing/browsers/browser.ts';
import { serveContainer } from '../../container/testing/server.ts';
import type { ContainerServer } from '../../container/testing/server.ts';

export { expect } from '@playwright/test';

const served = base.extend<object, { server: ContainerServer }>({
  /** Serves the built container. */
  server: [
    async ({}, use) => {
      const server = await serveContainer();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

/** An empty page of the browser that LAB_BROWSER names; of Chromium it is Playwright's own page. */
const withPage =
  browserName() === 'chromium'
    ? served.extend<{ blank: BrowserPage }>({ blank: ({ page }, use) => use(page) })
    : served.extend<{ blank: BrowserPage }, { another: Browser }>({
        another: [
          async ({}, use) => {
            const browser = await startBrowser();
            await use(browser);
            await browser.close();
          },
          { scope: 'worker' },
        ],
        blank: async ({ another }, use) => use(await another.newPage((line) => console.error(line))),
      });

/**
 * Tests of the container, on an empty page that is served beside it. `blank` and `lab` are pages of the browser that
 * LAB_BROWSER names; who takes Playwright's `page` besides is tagged `@chromium`.
 */
export const test = withPage.extend<{ lab: BrowserPage }>({
  /** A page in which a container has booted, as `container`; `lab` is the container's module. */
  lab: async ({ blank, server }, use) => {
    await openPage(blank, server);
    await blank.evaluate(async () => {
      window.container = await window.lab.boot();
    });
    await use(blank);
  },
});

/** For tests of what only Chromium bears, or only Playwright's own browser shows: frames, workers, consoles. */
export const chromium = { tag: '@chromium' };

/** Opens the page and loads the container's module as `lab`. */
export async function openPage(page: BrowserPage, server: ContainerServer): Promise<void> {
  await page.goto(server.url);
  await page.evaluate(async () => {
    window.lab = (await import(new URL('/index.js', location.href).href)) as typeof PageModule;
  });
}

interface Run {
  /** Path → text; what begins with `#!` becomes executable. */
  files?: Record<string, string>;
  /** Default `node`. */
  command?: string;
  args: string[];
  options?: SpawnOptions;
}

/** Writes the files, runs a program to its end and resolves with its exit code and all its output. */
export function run(page: BrowserPage, program: Run): Promise<{ code: number; output: string }> {
  return page.evaluate(async ({ files = {}, command = 'node', args, options }) => {
    const { container } = window;
    for (const [path, contents] of Object.entries(files)) {
      const at = path.lastIndexOf('/');
      const tree = { [path.slice(at + 1)]: { file: { contents } } };
      await container.mount(tree, { mountPoint: path.slice(0, Math.max(at, 0)) });
    }
    const started = await container.spawn(command, args, options);
    const output = await new Response(started.output.pipeThrough(new TextEncoderStream())).text();
    return { code: await started.exit, output };
  }, program);
}
