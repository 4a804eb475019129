import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { parseRecordedRun } from '../../src/content/example-schema.ts';

const CHAPTER = '/chapters/06-processes/';

const example = 'examples/06-processes';
const record = `${example}/recorded/half-logged-out.json`;
const run = parseRecordedRun(readFileSync(record, 'utf8'), record);

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a chapter has all its parts, in order', async ({ page }) => {
    await page.goto(CHAPTER);
    await expect(page.locator('.step > .tag')).toHaveText([
      'Prediction',
      'Experiment',
      'Why',
      'Exercise',
      'Today’s platforms',
      'Misreadings',
      'Quiz',
      'For your own app',
    ]);
    for (const link of await page.locator('.contents a').all()) {
      const target = (await link.getAttribute('href'))!;
      await expect(page.locator(target)).toHaveCount(1);
    }
  });

  test('listings are the files that run, with the lines marked that differ', async ({ page }) => {
    await page.goto(CHAPTER);
    const listings = page.locator('.listing');
    for (const [index, version] of ['wrong', 'right'].entries()) {
      const name = await listings.nth(index).locator('.file-name').innerText();
      const file = readFileSync(`${example}/${name}`, 'utf8').trimEnd();
      expect(name).toContain(`${version}/`);
      expect((await listings.nth(index).locator('code').textContent())!.trimEnd()).toBe(file);
      await expect(listings.nth(index).locator('.l.x, .l.o')).not.toHaveCount(0);
    }
  });

  test('results are those of the recorded run', async ({ page }) => {
    await page.goto(CHAPTER);
    for (const [version, readings] of Object.entries(run.readings)) {
      for (const { measure, value, strip } of readings) {
        const cell = page.locator(`.results [data-measure="${measure}"][data-version="${version}"]`);
        const shown = Number.parseFloat((await cell.innerText()).replaceAll(/[^\d.]+(?=\d)/g, ' ').trim());
        expect(shown).toBeCloseTo(value, value < 100 ? 0 : -1);
        if (strip) await expect(cell.locator('.strip rect')).toHaveCount(strip.length);
      }
    }
  });

  for (const [path, drawn] of [
    [CHAPTER, /router/i],
    ['/beyond/', /ledger/],
  ] as const) {
    test(`answers are in details, drawings have a text alternative, nothing pretends to work: ${path}`, async ({
      page,
    }) => {
      await page.goto(path);
      const questions = page.locator('.question');
      await expect(questions).toHaveCount(3);
      for (const question of await questions.all()) {
        await question.locator('summary').click();
        await expect(question.locator('.tempts').first()).toBeVisible();
      }
      const drawings = await page.locator('.drawing svg').all();
      expect(drawings.length).toBeGreaterThan(0);
      for (const drawing of drawings) expect(await drawing.getAttribute('aria-label')).toMatch(drawn);
      for (const button of await page.locator('main button:visible').all()) await expect(button).toBeDisabled();
    });
  }

  test('the search page says what to do instead', async ({ page }) => {
    await page.goto('/search/');
    await expect(page.locator('main noscript p')).toHaveText('The search needs JavaScript.');
    await expect(page.locator('main noscript p')).toBeVisible();
    await expect(page.locator('main').getByRole('link', { name: 'VI Processes' })).toBeVisible();
  });
});

test('nothing of a listing is out of sight', async ({ page }) => {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of [CHAPTER, '/examples/06-processes/']) {
      await page.goto(path);
      const hidden = await page
        .locator('.listing pre')
        .evaluateAll((listings) => listings.map((listing) => listing.scrollWidth - listing.clientWidth));
      expect(hidden.length).toBeGreaterThan(0);
      expect(new Set(hidden)).toEqual(new Set([0]));
    }
  }
});

test('on paper an open bench is the listings again', async ({ page }) => {
  await page.goto(CHAPTER);
  const lab = page.locator('lab-bench').first();
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(lab.locator('.bench')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(lab.locator('.lab-idle .listing')).toHaveCount(2);
  for (const listing of await lab.locator('.lab-idle .listing').all()) await expect(listing).toBeVisible();
  await expect(lab.locator('.bench')).toBeHidden();
});

test('a page that does not exist says so, with status 404', async ({ page }) => {
  const response = await page.goto('/chapters/no-such-chapter/');
  expect(response!.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
});

test.describe('search', () => {
  test('is used by keyboard from any page', async ({ page }) => {
    await page.goto('/');
    await page.keyboard.press('/');
    const dialog = page.getByRole('dialog', { name: 'Search' });
    await expect(dialog.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('sticky sessions');
    await expect(dialog.getByRole('status')).toContainText('found for “sticky sessions”');

    await page.keyboard.press('ArrowDown');
    await expect(dialog.locator('.hits a').first()).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(dialog.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(CHAPTER));
    await expect(dialog).toBeHidden();
  });

  test('opens with Ctrl-K, closes with Escape and gives the focus back', async ({ page }) => {
    await page.goto(CHAPTER);
    const link = page.locator('[data-open-search]');
    await link.focus();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Search' })).toBeHidden();
    await expect(link).toBeFocused();
  });

  test('leaves a slash to fields that are typed into', async ({ page }) => {
    await page.goto('/search/');
    const field = page.getByRole('main').getByRole('searchbox');
    await expect(field).toBeEnabled();
    await field.focus();
    await page.keyboard.type('web/worker');
    await expect(field).toHaveValue('web/worker');
    await expect(page.getByRole('dialog')).toBeHidden();
  });

  test('lists the chapters while nothing is asked', async ({ page }) => {
    await page.goto('/search/');
    const main = page.getByRole('main');
    const chapter = main.getByRole('link', { name: 'VI Processes' });
    const field = main.getByRole('searchbox');
    await expect(field).toBeEnabled();
    await expect(chapter).toBeVisible();
    await field.fill('session');
    await expect(chapter).toBeHidden();
    await field.fill('');
    await expect(chapter).toBeVisible();
  });

  test('filters by kind and says when nothing is found', async ({ page }) => {
    await page.goto('/search/?q=session');
    const main = page.getByRole('main');
    const kinds = main.locator('.hits h3 small');
    await expect(kinds).not.toHaveCount(0);
    await main.getByRole('checkbox', { name: /Example/ }).check();
    await expect(kinds).toHaveText(['example']);
    await main.getByRole('searchbox').fill('zebra crossing');
    await expect(main.getByRole('status')).toHaveText('Nothing found for “zebra crossing”');
  });
});

test('a quiz answers at once and lets one try again', async ({ page }) => {
  await page.goto(CHAPTER);
  const question = page.locator('.question').nth(1);
  await question.getByRole('radio').first().check();
  await expect(question.getByRole('status')).toContainText('Not this one.');
  await question.getByRole('radio', { name: 'No', exact: true }).check();
  await expect(question.getByRole('status')).toHaveText('Right.');
});

test('a listing is copied as it is on disk', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/examples/06-processes/');
  await page.getByRole('button', { name: 'Copy wrong/Procfile' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trimEnd()).toBe(readFileSync(`${example}/wrong/Procfile`, 'utf8').trimEnd());
});

test('the choice of colours holds on the next page', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Colours').selectOption('dark');
  await page.goto(CHAPTER);
  expect(await scheme(page)).toBe('dark');
  await page.getByLabel('Colours').selectOption('');
  await page.goto('/');
  expect(await scheme(page)).toBeUndefined();
});

function scheme(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.documentElement.dataset.scheme);
}
