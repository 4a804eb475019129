import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator } from '@playwright/test';
import { openBench, runBench } from './lab-steps.ts';

/** Milliseconds that a boot or a program may take on a busy machine. */
const RUN = 30_000;

const output = (lab: Locator): Locator => lab.getByRole('log', { name: 'Terminal output' });
const line = (lab: Locator): Locator => lab.getByLabel('Command line');

/** Opens the terminal by keyboard alone, and waits for the shell's prompt. */
async function openTerminal(lab: Locator): Promise<void> {
  await lab.getByRole('tab', { name: 'Log', exact: true }).focus();
  await lab.page().keyboard.press('ArrowRight');
  await lab.page().keyboard.press('Enter');
  await expect(line(lab)).toBeFocused({ timeout: RUN });
  await expect(lab.locator('.command-line')).toContainText('wrong $', { timeout: RUN });
}

/** Waits for the prompt (a program in front would get the line), types a command and waits for what it shows. */
async function type(lab: Locator, command: string, shows: string | RegExp): Promise<void> {
  await expect(lab.locator('.command-line')).toContainText('$');
  await line(lab).fill(command);
  await line(lab).press('Enter');
  await expect(output(lab)).toContainText(shows, { timeout: RUN });
}

test('the terminal loads when its tab is opened, boots the container and can be left by keyboard', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  const lab = await openBench(page);
  const own = () => scripts.filter((url) => /terminal[.\w-]*\.js/.test(url)).length;
  await lab.getByRole('tab', { name: 'Log', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  expect(own()).toBe(0);
  await openTerminal(lab);
  expect(own()).toBe(1);
  await type(lab, 'ls', /Procfile\s+package\.json\s+web\.js/);
  await line(lab).press('ArrowUp');
  await expect(line(lab)).toHaveValue('ls');
  await line(lab).press('Escape');
  await expect(lab.getByRole('tab', { name: 'Terminal' })).toBeFocused();
});

test('programs, pipes, redirections and signals work beside the running service', async ({ page }) => {
  test.setTimeout(180_000);
  const lab = await runBench(page);
  await openTerminal(lab);
  await type(lab, 'node -p 6*7', /\n42\n/);
  await type(lab, 'curl -s -o answer -w "%{http_code}\\n" -X POST "$ROUTER_URL/login?user=ada"', /\n200\n/);
  await type(lab, 'cat answer | wc -l > lines; grep -c . lines', /\n1\n/);
  await type(
    lab,
    `echo '{"scripts":{"prehi":"echo before","hi":"echo said $npm_package_name"},"name":"shop"}' > package.json; npm run hi`,
    /before[^]*said shop/,
  );
  await type(lab, 'sleep 500 & ps', /sleep 500/);
  await type(lab, 'kill $!; wait $!; echo code $?', 'code 143');
  await type(lab, 'node -e "console.log(\'waits\'); setInterval(() => {}, 1e3)"', '\nwaits');
  await line(lab).press('Control+c');
  await type(lab, 'echo code $?', 'code 130');
  await type(lab, 'clear; seq 30', /29\n30\n$/);
  await expect(lab.locator('.terminal .vh')).toHaveText('30 lines, the last: 30');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#lab-half-logged-out').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
  await lab.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(lab).toHaveAttribute('data-phase', 'stopped', { timeout: RUN });
  await type(lab, 'echo still here', '\nstill here\n');
  await lab.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(lab.locator('.terminal .note')).toContainText('The shell is gone', { timeout: RUN });
  await lab.getByRole('button', { name: 'Open a shell' }).click();
  await expect(line(lab)).toBeFocused({ timeout: RUN });
  await line(lab).press('Control+d');
  await expect(lab.locator('.terminal .note')).toHaveText('The shell ended with code 0.', { timeout: RUN });
});
