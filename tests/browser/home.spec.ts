import { expect, test } from '@playwright/test';

const RUN = 60_000;

test('the home page runs its experiment on a press, and loads nothing for it before', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/');
  const region = page.getByRole('region', { name: /^Experiment:/ });
  const facts = region.getByRole('status');
  await expect(facts).toHaveText(/^Recorded on /);
  const button = region.locator('[data-try]');
  await expect(button).toBeEnabled();
  expect(asked.filter((path) => /^\/(labs|container)\//.test(path))).toEqual([]);

  await button.click();
  await expect(facts).toHaveText(/^Run here just now, [\d.]+ s/, { timeout: RUN });
  await expect(region.locator('[data-reading=wrong]')).toContainText('10 of 20');
  await expect(region.locator('[data-reading=right]')).toContainText('0 of 20');
  await expect(region.getByRole('img', { name: '10 of 20 requests were refused' })).toBeVisible();

  await button.click();
  await expect(button).toHaveText('Stop');
  await button.click();
  await expect(facts).toHaveText(/^Stopped\./);
  await button.click();
  await expect(facts).toHaveText(/^Run here just now/, { timeout: RUN });
});
