import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { SpawnOptions } from '../../container/api.ts';
import type * as PageModule from '../../container/index.ts';
import { serveContainer } from '../../container/testing/server.ts';
import type { ContainerServer } from '../../container/testing/server.ts';

export { expect } from '@playwright/test';

/** Tests of the container, on an empty page that is served beside it. */
export const test = base.extend<{ lab: Page }, { server: ContainerServer }>({
  /** Serves the built container. */
  server: [
    async ({}, use) => {
      const server = await serveContainer();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  /** A page in which a container has booted, as `container`; `lab` is the container's module. */
  lab: async ({ page, server }, use) => {
    await openPage(page, server);
    await page.evaluate(async () => {
      window.container = await window.lab.boot();
    });
    await use(page);
  },
});

/** Opens the page and loads the container's module as `lab`. */
export async function openPage(page: Page, server: ContainerServer): Promise<void> {
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
export function run(page: Page, program: Run): Promise<{ code: number; output: string }> {
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
