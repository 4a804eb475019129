import { expect, test, type Page } from '@playwright/test';
import { editFile, editorOf, openBench, openChapter } from './lab-steps.ts';

/** Milliseconds: longer than the platform waits for a process that never listens. */
const TOLD = 45_000;

const service = (body: string) => `import http from 'node:http';\n${body}\n`;
const server = "http.createServer((request, response) => response.end('hello'))";

const broken = [
  {
    what: 'a syntax error',
    file: 'web.js',
    text: service('const x = (;'),
    says: [/cannot read web\.js, line 2/, /SyntaxError/],
  },
  {
    what: 'a missing module',
    file: 'web.js',
    text: service("import 'left-pad';"),
    says: [/left-pad is missing/, /package\.json/],
  },
  {
    what: 'a service that never listens',
    file: 'web.js',
    text: service('setInterval(() => {}, 1000);'),
    says: [/does not listen/, /process\.env\.PORT/],
  },
  {
    what: 'a port that is taken',
    file: 'web.js',
    text: service(`const listen = () => ${server}.listen(process.env.PORT);\nlisten().on('listening', listen);`),
    says: [/Port \d+ is taken/, /EADDRINUSE/],
  },
  { what: 'an unknown command', file: 'Procfile', text: 'web: nodee web.js\n', says: [/no command "nodee"/, /PATH/] },
  {
    what: 'a bad line in the Procfile',
    file: 'Procfile',
    text: 'web node web.js\n',
    says: [/Procfile/, /line 1|web: /],
  },
];

test('each fault of a service is told with its cause and its mend, and the page stays alive', async ({ page }) => {
  test.setTimeout((broken.length + 1) * TOLD);
  const lab = await openBench(page);
  const message = lab.locator('.message');
  for (const { what, file, text, says } of broken) {
    await test.step(what, async () => {
      await lab.getByRole('tab', { name: file }).click();
      await editFile(lab, text);
      await lab.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(message).toBeVisible({ timeout: TOLD });
      for (const part of says) await expect(message).toContainText(part);
      await expect(lab.getByRole('status').first()).not.toBeEmpty();
      await lab.getByRole('button', { name: 'Reset', exact: true }).click();
      await expect(message).toBeHidden();
    });
  }
  await lab.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: TOLD });
});

test('the message leads to the line, and the mended file runs', async ({ page }) => {
  const lab = await openBench(page);
  await editFile(lab, service('const x = (;'));
  await editorOf(lab).press('ControlOrMeta+Enter');
  await lab.getByRole('button', { name: 'Go to line 2' }).click({ timeout: TOLD });
  await expect(editorOf(lab)).toBeFocused();
  await editFile(lab, service(`${server}.listen(process.env.PORT);`));
  await lab.getByRole('button', { name: 'Run again' }).click();
  await expect(lab.getByRole('row', { name: /web\.1/ })).toContainText('up', { timeout: TOLD });
  await expect(lab.locator('.message')).toBeHidden();
});

test('a page that is not cross-origin isolated says why nothing can run, and what to send', async ({ page }) => {
  await withoutIsolation(page);
  await openChapter(page);
  const lab = page.locator('#lab-half-logged-out');
  await lab.getByRole('button', { name: 'Run wrong and right' }).click();
  const message = lab.locator('.message');
  await expect(message).toContainText('not cross-origin isolated');
  await expect(message).toContainText('Cross-Origin-Opener-Policy: same-origin');
  await expect(lab.getByRole('table')).toBeHidden();
  await message.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(message).toBeHidden();
  await expect(lab.getByRole('button', { name: 'Run again' })).toBeFocused();
});

test('files that do not load are told, and the next press tries again', async ({ page }) => {
  await page.route('**/labs/06-processes.json', (route) => route.abort(), { times: 1 });
  await openChapter(page);
  const lab = page.locator('#lab-half-logged-out');
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(lab.getByText(/did not load/).first()).toBeVisible();
  await lab.getByRole('button', { name: 'Open the bench' }).click();
  await expect(editorOf(lab)).toBeVisible();
});

/** Serves the chapter without the headers that isolate it. */
async function withoutIsolation(page: Page): Promise<void> {
  await page.route('**/chapters/**', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy'];
    delete headers['cross-origin-embedder-policy'];
    await route.fulfill({ response, headers });
  });
}
