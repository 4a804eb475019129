import type { LaunchOptions } from '@playwright/test';

/**
 * How tests, gates and benchmarks start Chromium. The launcher has found or installed the browser and says in
 * CHROME_PATH and CHROME_SANDBOX which one it is.
 *
 * @throws {Error} when the launcher did not run
 */
export function chromiumOptions(): LaunchOptions {
  const { CHROME_PATH, CHROME_SANDBOX } = process.env;
  if (!CHROME_PATH || !CHROME_SANDBOX) {
    throw new Error('CHROME_PATH and CHROME_SANDBOX are not set: run this through `npm test` or another npm script.');
  }
  return { executablePath: CHROME_PATH, chromiumSandbox: CHROME_SANDBOX === 'on' };
}
