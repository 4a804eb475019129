import { defineConfig, devices } from '@playwright/test';
import { freePort } from './container/testing/free-port.ts';
import { chromiumOptions } from './tools/chromium.ts';

// The workers read this file too and must come to the same port: they inherit the environment.
const port = (process.env.TEST_SITE_PORT ??= String(await freePort()));
const url = `http://127.0.0.1:${port}/`;

/** The browser tests, against the built site. Run them by `npm test -- browser`, which also finds a browser. */
export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results/browser',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  timeout: 60_000,
  // Two cores may be busy with two tests and their containers.
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: url,
    // Each test has a fresh browser: its service worker would fetch the whole site. offline.spec.ts allows it.
    serviceWorkers: 'block',
    launchOptions: chromiumOptions(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `"${process.execPath}" node_modules/astro/bin/astro.mjs preview --ignore-lock --host 127.0.0.1 --port ${port}`,
    url,
    timeout: 60_000,
  },
});
