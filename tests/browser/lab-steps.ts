import { expect, type Locator, type Page } from '@playwright/test';

/** What several tests of the lab do on their way. */

const RUN = 30_000;

export async function openChapter(page: Page): Promise<void> {
  await page.goto('/chapters/06-processes/');
}

/** Opens the bench of the chapter's first experiment, or of its exercise, and waits for the editor. */
export async function openBench(page: Page, mode: 'experiment' | 'exercise' = 'experiment'): Promise<Locator> {
  await openChapter(page);
  const lab = page.locator(mode === 'exercise' ? '#lab-exercise' : '#lab-half-logged-out');
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(editorOf(lab)).toBeVisible();
  return lab;
}

/** Opens the bench and runs the wrong version until its process is up. */
export async function runBench(page: Page): Promise<Locator> {
  const lab = await openBench(page);
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  return lab;
}

/** Puts a text in the place of the open file's. */
export async function editFile(lab: Locator, text: string): Promise<void> {
  const editor = editorOf(lab);
  await editor.click();
  await editor.press('ControlOrMeta+a');
  await lab.page().keyboard.insertText(text);
}

export function editorOf(lab: Locator): Locator {
  return lab.locator('.cm-content');
}
