import { defineConfig } from '@playwright/test';

/**
 * The tests of the container in the browser that LAB_BROWSER names; `npm run test:firefox` and `npm run test:webkit` run
 * them. Left out is what only Playwright's own browser can show.
 */
export default defineConfig({
  testDir: 'browser',
  testMatch: 'container*.spec.ts',
  grepInvert: /@chromium/,
  outputDir: '../test-results/other-browsers',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
});
