import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { editFile, editorOf, openBench } from './lab-steps.ts';

const RUN = 30_000;
const CHECKS = 90_000;

test('an edit stays across visits, and a reset can be undone', async ({ page }) => {
  let lab = await openBench(page);
  await editFile(lab, '// mine\n');
  await expect(lab.getByRole('tab', { name: 'web.js edited' })).toBeVisible();
  await page.reload();
  lab = await openBench(page);
  await expect(editorOf(lab)).toContainText('// mine');
  await lab.getByRole('button', { name: 'Reset file' }).click();
  await expect(editorOf(lab)).toContainText('createServer');
  await lab.getByRole('button', { name: 'Undo the reset' }).click();
  await expect(editorOf(lab)).toContainText('// mine');
  await lab.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(editorOf(lab)).toContainText('createServer');
  await lab.getByRole('button', { name: 'Undo the reset' }).click();
  await expect(editorOf(lab)).toContainText('// mine');
});

test('an edit of a file that the site has changed since is kept, and said so', async ({ page }) => {
  await page.addInitScript(() => {
    const record = { schema: 1, original: '00000000', text: '// old edit\n', savedAt: 0 };
    localStorage.setItem('lab:edit:06-processes:wrong/web.js', JSON.stringify(record));
  });
  const lab = await openBench(page);
  await expect(editorOf(lab)).toContainText('// old edit');
  await expect(lab.getByText('The published file has changed since your edit.')).toBeVisible();
});

test('a damaged record is told and kept', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('lab:edit:06-processes:wrong/web.js', '{"schema":1,"te'));
  const lab = await openBench(page);
  await expect(lab.locator('.message')).toContainText('is damaged');
  await expect(editorOf(lab)).toContainText('createServer');
  const kept = await page.evaluate(() =>
    Object.entries(localStorage).filter(([key]) => key.startsWith('lab:damaged:')),
  );
  expect(kept.map(([, text]) => text as string)).toEqual(['{"schema":1,"te']);
});

test('the keyboard gets into the editor and out again', async ({ page }) => {
  const lab = await openBench(page);
  await lab.getByRole('tab', { name: 'web.js' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(lab.getByRole('tab', { name: 'Procfile' })).toBeFocused();
  await expect(lab.getByRole('tab', { name: 'Procfile' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Tab');
  await expect(editorOf(lab)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(lab.getByRole('tab', { name: 'Procfile' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(editorOf(lab)).not.toBeFocused();
});

test('the starter fails as stated, and a solution holds', async ({ page }) => {
  test.setTimeout(2 * CHECKS + RUN);
  const lab = await openBench(page, 'exercise');
  await lab.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'done', { timeout: CHECKS });
  await expect(lab.getByText('4 of 6 hold')).toBeVisible();
  await expect(lab.getByRole('row', { name: /The cart is exact across two machines/ })).toContainText('fails');
  await editFile(lab, readFileSync('examples/06-processes/exercise/solution-store/web.js', 'utf8'));
  await lab.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(lab.getByText('6 of 6 hold')).toBeVisible({ timeout: CHECKS });
  await lab.getByRole('button', { name: 'Solution cookie' }).click();
  await expect(lab.getByText('A solution, to read and to run.')).toBeVisible();
  await lab.getByRole('button', { name: 'Back to your files' }).click();
  await expect(editorOf(lab)).toContainText('HINCRBY adds there');
  await expect(lab.getByRole('tab', { name: 'web.js' })).toBeFocused();
});
