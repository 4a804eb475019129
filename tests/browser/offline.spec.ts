import { readFileSync } from 'node:fs';
import { test as base, expect as expectSoon, type Page } from '@playwright/test';
import { hashOf, type SiteFiles } from '../../src/offline/site-files.ts';
import { editFile, editorOf } from './lab-steps.ts';
import { serveSite, type SiteServer } from './site-server.ts';

/** The site under its service worker, on a server that cannot set headers and can be stopped. */

/** Milliseconds that processes may take on a busy machine. */
const RUN = 60_000;
// Megabytes are fetched, hashed and kept here.
const expect = expectSoon.configure({ timeout: RUN });

const test = base.extend<{ server: SiteServer }>({
  server: async ({}, use) => {
    const server = await serveSite();
    await use(server);
    await server.stop();
  },
});
test.use({ serviceWorkers: 'allow', actionTimeout: RUN });

const stateOf = (page: Page, part: string) => page.locator(`[data-part=${part}] [data-state]`);

/** Opens a page for the first time, and waits until all that is read is kept. */
async function visit(page: Page, server: SiteServer): Promise<void> {
  await page.goto(`${server.url}offline/`);
  await expect(stateOf(page, 'reading')).toHaveText('kept');
}

/** Makes the server have a newer version, in which a page says something else. */
async function renew(server: SiteServer, path: string, from: string, to: string): Promise<void> {
  const text = readFileSync(`dist/${path}`, 'utf8').replace(from, to);
  const worker = readFileSync('dist/sw.js', 'utf8');
  const [, list] = /^const SITE_FILES=(.*);\n/.exec(worker)!;
  const site = JSON.parse(list!) as SiteFiles;
  site.files[path] = [await hashOf(new TextEncoder().encode(text)), Buffer.byteLength(text), site.files[path]![2]];
  site.version = 'newer';
  server.files.set(path, text);
  server.files.set(
    'sw.js',
    worker.replace(list!, () => JSON.stringify(site)),
  );
}

test('without a network one reads, searches, edits and runs a lab', async ({ page, server }) => {
  test.setTimeout(4 * RUN);
  await visit(page, server);
  // The server sends no headers: the worker does, and has loaded the page once more for that.
  await expect.poll(() => page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(stateOf(page, 'container')).toHaveText('not kept');
  await page.getByRole('button', { name: 'Make available offline' }).click();
  await expect(page.getByText('All of this works without a network now.')).toBeVisible();
  await expect(stateOf(page, 'examples')).toHaveText('kept');
  await expect(stateOf(page, 'postgres')).toHaveText('not kept');
  await server.stop();

  await page.goto(server.url);
  await page.getByRole('main').getByRole('link', { name: 'Processes', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Processes');
  // A key that comes before the page's script has run opens nothing.
  await page.waitForLoadState();
  await page.keyboard.press('/');
  await page.keyboard.type('sticky sessions');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('found for “sticky sessions”');
  await page.getByRole('button', { name: 'Close' }).click();

  const lab = page.locator('#lab-half-logged-out');
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(editorOf(lab)).toBeVisible();
  const service = `import { createServer } from 'node:http';
createServer((_, answer) => answer.end('mended offline')).listen(process.env.PORT);
`;
  await editFile(lab, service);
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up');
  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toContainText('mended offline');

  const unknown = await page.goto(`${server.url}no/such/page/`);
  expect(unknown!.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
});

test('after the first experiment all labs are kept, and PostgreSQL is not', async ({ page, server }) => {
  await visit(page, server);
  await page.evaluate(() => {
    document.dispatchEvent(new CustomEvent('lab-report', { detail: { kind: 'exercise', example: 'none' } }));
  });
  await expect.poll(() => server.asked).toContain('labs/11-logs.json');
  await page.reload();
  await expect(stateOf(page, 'container')).toHaveText('kept');
  await expect(stateOf(page, 'postgres')).toHaveText('not kept');
});

test('a part that is not kept says so without a network, and can be asked for and cancelled', async ({
  page,
  server,
}) => {
  await visit(page, server);
  server.files.set('labs/postgres.pack', (response) => response.writeHead(200).write('no more than this'));
  await page.getByLabel('PostgreSQL too').check();
  await page.getByRole('button', { name: 'Make available offline' }).click();
  await expect(stateOf(page, 'container')).toHaveText('not kept');
  await expect.poll(() => server.asked).toContain('labs/postgres.pack');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled. What had come is kept.')).toBeVisible();
  await expect(stateOf(page, 'container')).toHaveText('kept');
  await expect(stateOf(page, 'postgres')).toHaveText('not kept');
  await page.getByRole('button', { name: 'Remove what only labs need' }).click();
  await expect(stateOf(page, 'container')).toHaveText('not kept');
  await expect(stateOf(page, 'reading')).toHaveText('kept');

  await server.stop();
  await page.goto(`${server.url}chapters/11-logs/`);
  await page.locator('lab-bench').first().getByRole('button', { name: 'Open the bench' }).click();
  await expect(page.getByText('The lab did not load.', { exact: false }).first()).toBeVisible();
});

test('a newer version waits until the reader wants it, and the page that is open goes on', async ({ page, server }) => {
  await visit(page, server);
  await page.goto(`${server.url}chapters/11-logs/`);
  const bar = page.locator('site-update');
  await expect(bar).toBeEmpty();
  await renew(server, 'introduction/index.html', '<h1', '<h1 data-newer');
  server.asked.length = 0;
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(bar).toContainText('There is a newer version of this site.');
  // Only what has changed was fetched.
  expect(server.asked.toSorted()).toEqual(['introduction/index.html', 'sw.js']);
  const newer = page.locator('h1[data-newer]');
  await page.goto(`${server.url}introduction/`);
  await expect(newer).toHaveCount(0);
  await bar.getByRole('button', { name: 'Load the new version' }).click();
  await expect(newer).toHaveCount(1);
  await expect(bar).toBeEmpty();
});

test('the site can be installed', async ({ page, request, server }) => {
  await page.goto(server.url);
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await (await request.get(new URL(href!, server.url).href)).json();
  expect(manifest).toMatchObject({ start_url: '/', scope: '/', display: 'standalone' });
  for (const { src, sizes } of manifest.icons.slice(1)) {
    const png = await (await request.get(new URL(src, server.url).href)).body();
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  }
});
