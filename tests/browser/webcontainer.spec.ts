import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { editFile, editorOf, openBench, runBench } from './lab-steps.ts';
import { chooseBefore, expect, test, useHost } from './webcontainer-page.ts';

/** Milliseconds that a run of processes may take on a busy machine. */
const RUN = 30_000;
/** Milliseconds in which the failure of a host that does not answer is told, and some. */
const TOLD = 13_000;

/** The reader's edit of the service. */
const MINE = `// mine
import http from 'node:http';
http.createServer((request, response) => response.end('mine')).listen(process.env.PORT);
`;

test('nobody else is asked before WebContainer is chosen; then its own client drives a lab', async ({
  page,
  double,
  baseURL,
}) => {
  double.variant = 'plain';
  await useHost(page, double.origin);
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (/^http/.test(request.url()) && !request.url().startsWith(baseURL!)) strangers.push(request.url());
  });
  const lab = await runBench(page);
  await lab.getByText('Runs on the embedded container').click();
  await expect(lab.getByRole('radio', { name: /Nothing leaves/ })).toBeChecked();
  await editFile(lab, MINE);
  expect(strangers).toEqual([]);

  await lab.getByRole('radio', { name: /by StackBlitz/ }).check();
  await expect(lab.getByText('Runs on WebContainer')).toBeVisible();
  await expect(lab).toHaveAttribute('data-phase', 'stopped');
  await lab.getByRole('button', { name: 'Run again' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  await expect(lab.getByText(/Node [\d.]+ on WebContainer/)).toBeVisible();
  expect(new Set(strangers.map((url) => new URL(url).origin))).toEqual(new Set([double.origin]));

  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toContainText('mine');
  await lab.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'stopped');
  expect(await page.evaluate(() => localStorage.getItem('lab:runtime'))).toBe('webcontainer');
});

test('a host that does not answer is told in time, and the embedded container goes on with the edits', async ({
  page,
  double,
}) => {
  await chooseBefore(page, double, 'silent');
  const lab = await openBench(page);
  await editFile(lab, MINE);
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('listitem').filter({ hasText: 'boot the container' })).toContainText('now');
  const message = lab.locator('.message');
  await expect(message).toContainText('did not answer', { timeout: TOLD });
  await expect(message).toContainText('reload the page');
  await expect(lab.getByRole('listitem').filter({ hasText: 'boot the container' })).toContainText('failed');
  await lab.getByText('Runs on WebContainer').click();
  await expect(lab.getByRole('radio', { name: /by StackBlitz/ })).toBeChecked();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = await new AxeBuilder({ page }).include('lab-bench').analyze();
    expect(axe.violations).toEqual([]);
  }
  await message.getByRole('button', { name: 'Run on the embedded container' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  await expect(lab.getByText(/Node [\d.]+ in this page/)).toBeVisible();
  await expect(editorOf(lab)).toContainText('// mine');
  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toContainText('mine');
});

test('what fails on the way is told with its cause, and can be left in one press', async ({ page, double }) => {
  const failures = [
    ['no-memory', /not enough memory/, /could not allocate memory/],
    ['second', /another WebContainer/, /single WebContainer instance/],
    ['no-mount', /did not take the files/, /disk of the host is full/],
    ['no-run', /did not start "node"/, /starts no process/],
  ] as const;
  for (const [variant, title, cause] of failures) {
    await test.step(variant, async () => {
      await chooseBefore(page, double, variant);
      const lab = await openBench(page);
      await lab.getByRole('button', { name: 'Run', exact: true }).click();
      const message = lab.locator('.message');
      await expect(message.getByRole('heading')).toHaveText(title);
      await expect(message).toContainText(cause);
      await expect(message.getByRole('button', { name: 'Run on the embedded container' })).toBeVisible();
    });
  }
});

test('an install that fails is told with what npm said', async ({ page, double }) => {
  await chooseBefore(page, double, 'no-install');
  await page.goto('/chapters/02-dependencies/');
  const lab = page.locator('lab-bench').first();
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  const message = lab.locator('.message');
  await expect(message.getByRole('heading')).toHaveText(/"npm .*" failed/, { timeout: RUN });
  await expect(message).toContainText('ENOTFOUND');
  await expect(message.getByRole('button', { name: 'Run on the embedded container' })).toBeVisible();
});

test('a slow host shows its steps, and a start on it can be stopped', async ({ page, double }) => {
  await chooseBefore(page, double, 'slow');
  const lab = await openBench(page);
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('listitem').filter({ hasText: 'boot the container' })).toContainText('now');
  await lab.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'stopped');
  await lab.getByRole('button', { name: 'Run again' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  await crash(page, double.origin);
  await expect(lab.locator('.message')).toContainText('The container is gone');
  await expect(lab.getByRole('button', { name: 'Run on the embedded container' })).toBeVisible();
});

test('a terminal that echoes, and signals that reach no handler, change nothing of what is shown', async ({
  page,
  double,
}) => {
  await chooseBefore(page, double, 'pty');
  let lab = await runBench(page);
  await lab.getByRole('button', { name: 'One web process more' }).click();
  await expect(lab.getByRole('row', { name: /web\.2/ })).toContainText('up', { timeout: RUN });
  await expect(lab.locator('.log')).not.toContainText('"command"');

  double.variant = 'no-signals';
  lab = await runBench(page);
  await expect(lab.getByText('signals over IPC')).toBeVisible();
  await lab.getByRole('button', { name: 'Send SIGTERM to web.1' }).click();
  await expect(
    lab
      .getByRole('row', { name: /web\.1/ })
      .getByRole('cell')
      .nth(5),
  ).toHaveText('1', { timeout: RUN });
});

/** Ends what the double runs. */
async function crash(page: Page, origin: string): Promise<void> {
  const host = page.frames().find((frame) => frame.url().startsWith(origin));
  await host!.evaluate(() => window.crash());
}
