import type { Page } from '@playwright/test';

/** A page of some browser, as far as tests drive it in every browser. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>;
  /** Runs a function in the page; what goes in and what comes back cross as JSON. */
  evaluate: Page['evaluate'];
}

export interface Browser {
  /**
   * A page in which nothing of an earlier one is left.
   * @param onConsole told of what page, frame and workers write to their consoles, and of their uncaught errors;
   *   WebKit tells nothing
   */
  newPage(onConsole: (line: string) => void): Promise<BrowserPage>;
  close(): Promise<void>;
}

const starts = {
  chromium: async () => (await import('./chromium.ts')).startChromium(),
  firefox: async () => (await import('./firefox.ts')).startFirefox(),
  webkit: async () => (await import('./webkit.ts')).startWebKit({ sharedMemory: true }),
  'webkit-plain': async () => (await import('./webkit.ts')).startWebKit({ sharedMemory: false }),
} satisfies Record<string, () => Promise<Browser>>;

export type BrowserName = keyof typeof starts;

/**
 * The browser that LAB_BROWSER names, without it Chromium. `webkit-plain` is WebKit without shared memory.
 * @throws Error when there is none of this name
 */
export function browserName(): BrowserName {
  const name = process.env['LAB_BROWSER'] || 'chromium';
  if (Object.hasOwn(starts, name)) return name as BrowserName;
  throw new Error(`LAB_BROWSER is "${name}": give one of ${Object.keys(starts).join(', ')}.`);
}

/** Starts the browser that LAB_BROWSER names. */
export function startBrowser(): Promise<Browser> {
  return starts[browserName()]();
}
