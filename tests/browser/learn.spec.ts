import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { editFile, editorOf } from './lab-steps.ts';

const COURSE = '/courses/new-engineer/';
/** Milliseconds that an experiment or the checks may take on a busy machine. */
const LAB = 180_000;

test('the new-engineer course, from the first step to the last, and its progress in another browser', async ({
  page,
}) => {
  test.setTimeout(3 * LAB);
  await page.goto('/courses/');
  await page.getByRole('link', { name: 'New backend engineer' }).click();
  const done = page.locator('[data-done]');
  const steps = page.locator('.steps tr[data-mark]');
  await expect(done).toContainText('0 of ');
  const total = await steps.count();

  for (let step = 0; step < total; step++) {
    await expect(done).toHaveText(`${step} of ${total} steps done`);
    const next = page.locator('.steps tr.next');
    await expect(next).toHaveCount(1);
    const mark = (await next.getAttribute('data-mark'))!;
    await doStep(page, mark);
    await expect(page).toHaveURL(new RegExp(COURSE));
    await expect(page.locator(`[data-mark="${mark}"] input`)).toBeChecked();
    if (step % 5 === 0) await page.reload();
  }
  await expect(done).toHaveText(`${total} of ${total} steps done`);
  await expect(page.locator('[data-left]')).toHaveText('nothing left to do');
  await expect(page.locator('.gauge li:not(.done)')).toHaveCount(0);
  await expect(page.locator('[data-next]')).toBeHidden();
  const states = { experiment: 'ran here', exercise: 'all checks hold', quiz: '3 of 3 right' };
  for (const [kind, words] of Object.entries(states)) {
    await expect(page.locator(`[data-mark^="${kind}/06-processes"] [data-state]`).first()).toHaveText(words);
  }

  await page.goto('/courses/#progress');
  const course = page.locator('[data-course="new-engineer"] [data-done]');
  await expect(course).toHaveText(`${total} of ${total} steps done`);
  const file = await exported(page);
  await page.getByRole('button', { name: 'Delete all progress' }).click();
  await expect(course).toHaveText(`0 of ${total} steps done`);
  await page.reload();
  await expect(course).toHaveText(`0 of ${total} steps done`);
  await page.getByLabel('File with exported progress').setInputFiles(file);
  await expect(page.getByRole('main').getByRole('status')).toContainText('Imported: ');
  await expect(course).toHaveText(`${total} of ${total} steps done`);
  await expect(page.locator('[data-count="experiments"]')).toHaveText('1');
  await expect(page.locator('[data-count="exercises"]')).toHaveText('1');
  await expect(page.locator('[data-count="questions"]')).toHaveText('3');
});

/** Does a step of the course: those of chapter VI and all reading for real, others by their box. Ends on the course's page. */
async function doStep(page: Page, mark: string): Promise<void> {
  const forReal = /^read\//.test(mark) || /^(experiment|exercise|quiz)\/06-processes/.test(mark);
  if (!forReal) return page.locator(`[data-mark="${mark}"] input`).check();
  await page.locator('[data-next]').click();
  await expect(page).toHaveURL(/\/chapters\//);
  if (mark.startsWith('read/')) await page.getByLabel('I have read this chapter').check();
  if (mark.startsWith('experiment/')) await runExperiment(page);
  if (mark.startsWith('exercise/')) await solveExercise(page);
  if (mark.startsWith('quiz/')) await answerQuiz(page);
  await page.getByRole('link', { name: /Back to your course/ }).click();
}

async function runExperiment(page: Page): Promise<void> {
  const lab = page.locator('#lab-half-logged-out');
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  await expect(lab).toHaveAttribute('data-phase', 'done', { timeout: LAB });
}

async function solveExercise(page: Page): Promise<void> {
  const lab = page.locator('#lab-exercise');
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(editorOf(lab)).toBeVisible();
  await editFile(lab, readFileSync('examples/06-processes/exercise/solution-store/web.js', 'utf8'));
  await lab.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(lab.getByText('6 of 6 hold')).toBeVisible({ timeout: LAB });
  await expect(lab).toHaveAttribute('data-phase', 'done', { timeout: LAB });
}

/** Answers each question right, the first one after a wrong try; then reloads, and finds the answers again. */
async function answerQuiz(page: Page): Promise<void> {
  await page.locator('.question input[data-tempts]').first().check();
  const right = page.locator('.question input:not([data-tempts])');
  for (const answer of await right.all()) await answer.check();
  await page.reload();
  await expect(right).toHaveCount(3);
  for (const answer of await right.all()) await expect(answer).toBeChecked();
  await expect(page.locator('.question [role=status]').first()).toHaveText('Right.');
}

async function exported(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  return (await downloading).path();
}

test('damaged progress is told, can be downloaded as it was found, and does not stop one', async ({ page }) => {
  const text = '{"schema":1,"marks":{"page/introduction":{"at":1,"done":true}},"exercises":';
  await page.goto('/404.html');
  await page.evaluate((damaged) => localStorage.setItem('learn:progress', damaged), text);
  await page.goto('/chapters/06-processes/');
  await expect(page.getByRole('alert')).toContainText('Your stored progress was damaged.');
  await page.getByRole('link', { name: 'See what can be done' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the damaged text' }).click();
  expect(readFileSync(await (await downloading).path(), 'utf8')).toBe(text);
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('button', { name: 'Download the damaged text' })).toHaveCount(0);
});

test('a file that is no progress is refused with a reason, and a deletion can be undone', async ({ page }) => {
  await page.goto(COURSE);
  await page.getByLabel('Introduction: done').check();
  await page.goto('/courses/#progress');
  const status = page.getByRole('main').getByRole('status');
  const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"schema":1}') };
  await page.getByLabel('File with exported progress').setInputFiles(file);
  await expect(status).toContainText('The file cannot be imported.');
  const course = page.locator('[data-course="new-engineer"] [data-done]');
  await page.getByRole('button', { name: 'Delete all progress' }).click();
  await expect(course).toHaveText(/^0 of/);
  await page.getByRole('button', { name: 'Undo the deletion' }).click();
  await expect(course).toHaveText(/^1 of/);
});

test('the audit is kept, followed by another tab, and exported as text', async ({ page, context }) => {
  await page.goto('/audit/');
  const other = await context.newPage();
  await other.goto('/audit/');
  const processes = page.getByRole('group', { name: 'Verdict on Processes' });
  await processes.getByLabel('does not').check();
  await page.locator('[data-evidence="06-processes"]').fill('Uploads are on the disk of web.1.');
  const followed = other.getByRole('group', { name: 'Verdict on Processes' }).getByLabel('does not');
  await expect(followed).toBeChecked();
  await expect(other.locator('[data-evidence="06-processes"]')).toHaveValue('Uploads are on the disk of web.1.');
  await page.reload();
  await expect(processes.getByLabel('does not')).toBeChecked();
  await expect(page.locator('[data-audit-count]')).toContainText('0 hold, 1 do not, 0 not known, 11 open');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as text' }).click();
  const text = readFileSync(await (await downloading).path(), 'utf8');
  expect(text).toMatch(/VI Processes: does not hold\n {2}\S.*\n {2}Evidence: Uploads are on the disk of web\.1\./);
});

test('a term in a chapter leads to its meaning', async ({ page }) => {
  await page.goto('/chapters/06-processes/');
  await page.locator('a.term', { hasText: 'session affinity' }).click();
  await expect(page).toHaveURL(/\/glossary\/#session-affinity$/);
  await expect(page.locator('#session-affinity')).toBeInViewport();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('courses and audit can be read, and nothing pretends to work', async ({ page }) => {
    for (const path of ['/courses/', COURSE, '/audit/']) {
      await page.goto(path);
      for (const control of await page.locator('main :is(button, input, textarea):visible').all()) {
        await expect(control).toBeDisabled();
      }
    }
    await page.goto(COURSE);
    await page.getByRole('link', { name: 'Processes: answer the questions', exact: true }).click();
    await expect(page).toHaveURL(/\/chapters\/06-processes\/#quiz$/);
  });
});
