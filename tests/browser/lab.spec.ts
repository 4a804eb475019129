import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { editFile, openBench, openChapter, runBench } from './lab-steps.ts';

/** Milliseconds that a run of processes may take on a busy machine. */
const RUN = 30_000;
const EXPERIMENT = 90_000;

const experimentLab = (page: Page): Locator => page.locator('#lab-half-logged-out');

test('nothing of the lab loads before it is used, and its buttons say what they do', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
  await openChapter(page);
  const lab = experimentLab(page);
  await expect(lab.getByRole('button', { name: 'Run wrong and right' })).toBeEnabled();
  const before = scripts.length;
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(lab.getByRole('tab', { name: 'web.js' })).toBeVisible();
  expect(scripts.length).toBeGreaterThan(before);
});

test('the wrong version forgets the login once it is scaled', async ({ page }) => {
  const lab = await runBench(page);
  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toContainText('200');
  await lab.getByRole('button', { name: 'One web process more' }).click();
  await expect(lab.getByRole('row', { name: /web\.2/ })).toContainText('up', { timeout: RUN });
  await lab.getByLabel('Ready-made requests').selectOption('Read the cart');
  await lab.getByRole('button', { name: 'Load', exact: true }).click();
  await expect(lab.getByText('sent 20 of 20: 10 × 200, 10 × 401')).toBeVisible({ timeout: RUN });
  await expect(lab.getByRole('img', { name: /10 of them refused/ }).first()).toBeVisible();
  await expect(lab.locator('.log li.x').first()).toContainText('401');
});

test('a killed process crashes and comes back on a fresh machine', async ({ page }) => {
  const lab = await runBench(page);
  const row = lab.getByRole('row', { name: /web\.1/ });
  const machine = await row.getByRole('cell').nth(0).innerText();
  await lab.getByRole('button', { name: 'Send SIGKILL to web.1' }).click();
  await expect(row.getByRole('cell').nth(5)).toHaveText('1', { timeout: RUN });
  await expect(row).toContainText('up', { timeout: RUN });
  await expect(row.getByRole('cell').nth(0)).not.toHaveText(machine);
});

test('the experiment puts the guess beside the reading, and leaves a clear bench', async ({ page }) => {
  test.setTimeout(EXPERIMENT + 2 * RUN);
  await openChapter(page);
  await page.getByLabel('A few, while the second process starts').check();
  const lab = experimentLab(page);
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  await expect(lab).toHaveAttribute('data-phase', 'done', { timeout: EXPERIMENT });
  const refused = lab.getByRole('row', { name: /Answered 401/ });
  await expect(refused.getByRole('cell').nth(0)).toContainText('10 of 20');
  await expect(refused.getByRole('cell').nth(1)).toContainText('0 of 20');
  await expect(lab.locator('.said')).toContainText('A few, while the second process starts');
  await expect(lab.locator('.guess-why')).toContainText('Not as you said.');
  await expect(lab.getByText(/Run here, seed \w+/)).toBeVisible();

  // After it the bench is clear, its log is at the end, and the results can be seen again.
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(lab.locator('[data-lab-facts]')).toHaveText('not started');
  await expect(lab.getByText('Nothing runs.')).toBeVisible();
  await expectLogAtEnd(lab);
  await lab.getByRole('button', { name: 'See the results' }).click();
  await expect(lab.getByRole('row', { name: /Answered 401/ })).toContainText('10 of 20');
  await expect(lab.getByRole('button', { name: 'Copy as text' })).toBeVisible();
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  await expectLogAtEnd(lab);
});

test('a config change makes a new release', async ({ page }) => {
  const lab = await runBench(page);
  await expect(lab.locator('.procs-p header')).toContainText('release v1');
  await lab.getByRole('tab', { name: 'config' }).click();
  await lab.getByLabel('Name', { exact: true }).fill('GREETING');
  await lab.getByLabel('Value', { exact: true }).fill('hello');
  await lab.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(lab.locator('.config-list')).toContainText('GREETING=hello', { timeout: RUN });
  await expect(lab.locator('.procs-p header')).toContainText('release v2');
  await lab.getByRole('button', { name: 'Unset GREETING' }).click();
  await expect(lab.locator('.procs-p header')).toContainText('release v3', { timeout: RUN });
  await expect(lab.locator('.config-list')).not.toContainText('GREETING');
});

test('switching to the version that holds runs that one', async ({ page }) => {
  const lab = await runBench(page);
  await lab.getByRole('button', { name: 'holds' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  await expect(lab.locator('.files header')).toContainText('right/');
});

test('stop and reset end a service that never yields', async ({ page }) => {
  const lab = await openBench(page);
  await editFile(lab, 'for (;;) {}\n');
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toBeVisible({ timeout: RUN });
  await lab.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'stopped', { timeout: RUN });
  await lab.getByRole('button', { name: 'Run again' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toBeVisible({ timeout: RUN });
  await lab.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'idle');
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
});

test('two labs of a page take turns', async ({ page }) => {
  const lab = await runBench(page);
  const other = page.locator('lab-bench[data-mode="exercise"]');
  await other.getByRole('button', { name: 'Open the bench' }).click();
  await other.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(other).toHaveAttribute('data-phase', 'running', { timeout: RUN });
  await expect(lab).toHaveAttribute('data-phase', 'stopped');
});

test('a double click on Run is one press, not Run and then Stop', async ({ page }) => {
  const lab = await openBench(page);
  await lab.getByRole('button', { name: 'Run', exact: true }).dblclick();
  await expect(lab).toHaveAttribute('data-phase', 'running', { timeout: RUN });
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
});

test('two quick presses on the counter start two processes', async ({ page }) => {
  const lab = await runBench(page);
  await lab.getByRole('button', { name: 'One web process more' }).dblclick();
  await expect(lab.getByRole('row', { name: /web\.3/ })).toContainText('up', { timeout: RUN });
});

test('an experiment that was stopped says what it has not read', async ({ page }) => {
  await openChapter(page);
  const lab = experimentLab(page);
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  await expect(lab.getByText(/Now, wrong: /)).toBeVisible({ timeout: RUN });
  await lab.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'stopped', { timeout: RUN });
  await expect(lab.getByRole('row', { name: /Median response/ })).toContainText('not read');
  await expect(lab.getByRole('button', { name: 'Copy as text' })).toBeHidden();
});

test('a reset of the results shows the listings again', async ({ page }) => {
  await openChapter(page);
  const lab = experimentLab(page);
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  await lab.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(lab.getByText('wrong/web.js', { exact: true })).toBeVisible();
  await expect(lab.getByRole('button', { name: 'Run wrong and right' })).toBeFocused();
});

for (const width of [390, 1440]) {
  test(`nothing of a long line is out of sight, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const lab = await openBench(page);
    await editFile(lab, `// ${'long '.repeat(60)}end\n`);
    const scrolls = await lab
      .locator('.cm-scroller')
      .evaluate((scroller) => scroller.scrollWidth - scroller.clientWidth);
    expect(scrolls).toBe(0);
  });
}

test('a running lab passes axe in both schemes, and fits a phone', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = await runBench(page);
  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toBeVisible();
  const axe = () => new AxeBuilder({ page }).include('#lab-half-logged-out');
  expect((await axe().analyze()).violations).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect((await axe().withRules(['color-contrast', 'link-in-text-block']).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await expect(lab.getByRole('button', { name: 'Send SIGKILL to web.1' })).toBeInViewport({ ratio: 1 });
});

/** The log has more lines than room, and shows the last of them. */
async function expectLogAtEnd(lab: Locator): Promise<void> {
  const below = () =>
    lab
      .locator('.log')
      .evaluate((box) =>
        box.scrollHeight > box.clientHeight ? box.scrollHeight - box.scrollTop - box.clientHeight : NaN,
      );
  await expect.poll(below).toBeLessThan(24);
}
