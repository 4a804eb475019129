import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

/** What holds for every page of the site, each in one visit: a page costs seconds to open, and little to look at. */

/** Bytes that a page may load before it is used, unpacked. */
interface Budget {
  document: number;
  stylesheet: number;
  script: number;
  font: number;
}

const COMMON: Budget = { document: 50e3, stylesheet: 46e3, script: 25e3, font: 95e3 };

/** Page kinds that need more than others, by the path that they begin with. */
const KINDS: [path: string, budget: Partial<Budget>][] = [
  ['chapters/', { document: 90e3, script: 30e3 }],
  ['examples/', { document: 70e3 }],
  // It teaches a factor in one of its parts, with all that a chapter has.
  ['beyond/', { document: 60e3 }],
  // With the reader's progress, whose store checks what it reads.
  ['courses/', { script: 110e3 }],
  ['audit/', { script: 110e3 }],
  // Its index is loaded when the field has the focus, and there it has that at once.
  ['search/', { script: 110e3 }],
  ['book/', { document: 1e6 }],
];

/** Rules of axe that depend on colours: the others are the same in the second scheme. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** The book is the chapters once more, all at once: what can go wrong there is what refers to what. */
const REFERENCES = ['duplicate-id-aria', 'landmark-unique', 'label', 'aria-valid-attr-value', 'region'];

const dist = 'dist';
const pages = globSync('**/*.html', { cwd: dist })
  .map((path) => path.replaceAll('\\', '/'))
  // The container's documents are no pages, and a page that only leads elsewhere has nothing on it.
  .filter((path) => !path.startsWith('container/'))
  .filter((path) => !readFileSync(join(dist, path), 'utf8').includes('http-equiv="refresh"'))
  .map((path) => path.replace(/(^|\/)index\.html$/, '$1'))
  .toSorted();

for (const path of pages) {
  test(`/${path} can be used by everyone, fits a phone, keeps to itself and to its budget`, async ({
    page,
    baseURL,
  }) => {
    const seen = watch(page, baseURL!);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(`/${path}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(overBudget(await loaded(page), budgetOf(path))).toEqual([]);

    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('main').evaluate((main) => {
      for (const details of main.querySelectorAll('details')) details.open = true;
    });
    expect(await violations(page, path === 'book/' ? REFERENCES : null)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    if (path !== 'book/') expect(await violations(page, COLOURS)).toEqual([]);
    expect(seen).toEqual({ strangers: [], complaints: [] });
  });
}

/** Notes what a page asks of other hosts and what it complains of: a policy that is broken, say. */
function watch(page: Page, own: string): { strangers: string[]; complaints: string[] } {
  const seen = { strangers: [] as string[], complaints: [] as string[] };
  page.on('request', (request) => {
    if (!request.url().startsWith(own)) seen.strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  return seen;
}

/** Bytes of what a page has loaded, by kind. */
function loaded(page: Page): Promise<Budget> {
  return page.evaluate(() => {
    const kindOf = (url: string) =>
      ({ css: 'stylesheet', js: 'script', woff2: 'font' })[new URL(url).pathname.split('.').pop()!] as
        Exclude<keyof Budget, 'document'> | undefined;
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const sum: Budget = { document: navigation!.decodedBodySize, stylesheet: 0, script: 0, font: 0 };
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    for (const { name, decodedBodySize } of resources) {
      const kind = kindOf(name);
      if (kind) sum[kind] += decodedBodySize;
    }
    return sum;
  });
}

function budgetOf(path: string): Budget {
  return { ...COMMON, ...KINDS.find(([begin]) => path.startsWith(begin))?.[1] };
}

function overBudget(sum: Budget, budget: Budget): string[] {
  return Object.entries(sum)
    .filter(([kind, bytes]) => bytes > budget[kind as keyof Budget])
    .map(([kind, bytes]) => `${kind}: ${bytes} bytes, and ${budget[kind as keyof Budget]} are allowed`);
}

/** @param rules null means all */
async function violations(page: Page, rules: string[] | null): Promise<string[]> {
  // The other mode opens a window for each look, to add up what frames of other sites found; there are none here.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  // A page of nothing but listings has thousands of words in colour; chapters show that these are fine.
  if (page.url().includes('/examples/')) axe.exclude('pre code');
  const found = await (rules === null ? axe : axe.withRules(rules)).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
