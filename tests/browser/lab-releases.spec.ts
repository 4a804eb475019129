import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

/** Milliseconds that a database and a run of processes may take on a busy machine. */
const RUN = 60_000;

test('releases are listed, rolled back to, and refused; a command runs once on the current one, by keyboard', async ({
  page,
}) => {
  test.setTimeout(4 * RUN);
  await page.goto('/chapters/12-admin-processes/');
  const lab = page.locator('lab-bench[data-experiment="four-migrations"][data-mode="experiment"]');
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await lab.getByRole('button', { name: 'holds', exact: true }).click();
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: RUN });
  const releases = lab.getByRole('list', { name: 'Releases, the newest first' }).getByRole('listitem');
  await expect(releases).toHaveText([/^v1.*first deploy, current/]);

  const log = lab.locator('.log');
  const command = lab.getByLabel('Command', { exact: true });
  await expect(command).toHaveValue('node migrate.js');
  await command.fill('node -p "process.env.GREETING"');
  await command.press('Enter');
  await expect(lab.getByText('run.2 exited with code 0, on release v1', { exact: true })).toBeVisible({ timeout: RUN });
  await expect(log).toContainText('undefined');
  const announced = lab.getByRole('status').filter({ hasText: 'run.2 exited with code 0, on release v1.' });
  await expect(announced).toHaveCount(1);

  await lab.getByRole('tab', { name: 'config' }).click();
  const set = async (name: string, value: string) => {
    await lab.getByLabel('Name', { exact: true }).fill(name);
    await lab.getByLabel('Value', { exact: true }).fill(value);
    await lab.getByRole('button', { name: 'Set', exact: true }).click();
  };
  await set('GREETING', 'hello');
  await expect(releases.first()).toHaveText(/^v2.*set GREETING, current/, { timeout: RUN });
  await expect(lab.getByText('run.3 exited with code 0, on release v2', { exact: true })).toBeVisible({ timeout: RUN });
  await command.press('Enter');
  await expect(log).toContainText('hello', { timeout: RUN });

  // No database there: the release phase fails, and v2 serves on.
  await set('DATABASE_URL', 'postgres://127.0.0.1:1/none');
  await expect(releases.first()).toHaveText(/^v3.*refused: run\.5 exited with code 1/, { timeout: RUN });
  await expect(releases.nth(1)).toHaveText(/current/);
  await expect(lab.locator('.procs-p header')).toContainText('release v2');
  await expect(lab.getByText('Release v3 was refused', { exact: true })).toBeVisible();
  await lab.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lab.getByLabel('Response', { exact: true })).toContainText('200', { timeout: RUN });
  await expect(lab.getByRole('button', { name: 'Roll back to v3' })).toBeDisabled();

  const axe = await new AxeBuilder({ page }).include('.releases-p').analyze();
  expect(axe.violations).toEqual([]);

  const back = lab.getByRole('button', { name: 'Roll back to v1' });
  await back.focus();
  await back.press('Enter');
  await expect(releases.first()).toHaveText(/^v4.*rollback to v1, current/, { timeout: RUN });
  await expect(lab.locator('.config-list')).not.toContainText('GREETING');
});
