// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { packagedChromium } from './browser/unpack.mjs';
import { Problem, root, run, say } from './run.mjs';

/**
 * Where a Chromium may already be, best first: the one that the caller named, Playwright's own, the system's.
 *
 * @param {{ env: NodeJS.ProcessEnv, platform: string, playwright: string }} machine `playwright`: where Playwright
 *   would put its build
 * @returns {string[]} absolute paths; not every one need exist
 */
export function candidates({ env, platform, playwright }) {
  if (env.CHROME_PATH) return [env.CHROME_PATH];
  return [playwright, ...systemBrowsers(env, platform)];
}

/** @param {NodeJS.ProcessEnv} env @param {string} platform */
function systemBrowsers(env, platform) {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (platform === 'win32') {
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        win32.join(folder, 'Google/Chrome/Application/chrome.exe'),
        win32.join(folder, 'Chromium/Application/chrome.exe'),
        win32.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'];
  return names.flatMap((name) =>
    (env.PATH ?? '')
      .split(':')
      .filter(Boolean)
      .map((folder) => posix.join(folder, name)),
  );
}

/**
 * Finds a Chromium that starts, installs one when there is none, and tells everything that runs after us about it:
 * CHROME_PATH is its program, CHROME_SANDBOX is `on`, or `off` where the machine does not allow Chromium's own sandbox
 * (as root, say). `tools/chromium.ts` reads both.
 *
 * @param {string} node the pinned Node
 * @throws {Problem} when no browser starts; the message lists what was tried
 */
export async function ensureBrowser(node) {
  /** @type {string[]} */
  const tried = [];
  const take = (/** @type {string} */ file) => {
    const outcome = start(node, file);
    if ('problem' in outcome) {
      tried.push(`${file}: ${outcome.problem}`);
      return false;
    }
    process.env.CHROME_PATH = file;
    process.env.CHROME_SANDBOX = outcome.sandbox ? 'on' : 'off';
    return true;
  };

  const playwright = playwrightChromium(node);
  for (const file of candidates({ env: process.env, platform: process.platform, playwright })) {
    if (existsSync(file) && take(file)) return;
  }
  if (process.env.CHROME_PATH) {
    throw new Problem(
      `CHROME_PATH does not lead to a browser that starts: ${tried[0] ?? `${process.env.CHROME_PATH} does not exist`}. ` +
        'Correct it, or unset it to have a browser found or installed.',
    );
  }
  say('no Chrome, Chromium or Edge on this machine: the tests get one of their own');
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      if (take(await packagedChromium())) return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      tried.push(error.message);
    }
  }
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const code = await run(node, [cli, 'install', '--no-shell', 'chromium'], { stdoutToStderr: true });
  if (code === 0 && take(playwright)) return;
  if (code !== 0) tried.push(`playwright install: exit code ${code}, its message is above`);
  throw new Problem(
    ['No browser for the tests. Install Chrome or Chromium, or set CHROME_PATH to one. Tried:', ...tried].join('\n  '),
  );
}

/** Where Playwright's own build is, or would be. @param {string} node */
function playwrightChromium(node) {
  const script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
  const { status, stdout, stderr } = spawnSync(node, ['-e', script], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Problem(`Playwright cannot be loaded; run \`npm ci\`. It says: ${stderr}`);
  return stdout;
}

/**
 * Tries whether a browser can show a page, with its sandbox where it can have one.
 *
 * @param {string} node
 * @param {string} file
 * @returns {{ sandbox: boolean } | { problem: string }}
 */
function start(node, file) {
  let problem = '';
  // Chromium refuses to run as root with its sandbox.
  for (const sandbox of process.getuid?.() === 0 ? [false] : [true, false]) {
    const { status, stderr, error } = spawnSync(node, ['-e', trial, file, String(sandbox)], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status === 0) {
      if (problem) say(`this machine does not allow Chromium's sandbox, the tests run without it: ${problem}`);
      return { sandbox };
    }
    problem = error?.message ?? (stderr.trim() || `exit code ${status}`);
  }
  return { problem };
}

/** Started as the tests start it: a browser may print its version and still be unable to open a page. */
const trial = `
  const [executablePath, sandbox] = process.argv.slice(1);
  require('@playwright/test').chromium
    .launch({ executablePath, chromiumSandbox: sandbox === 'true', timeout: 30_000 })
    .then(async (browser) => { await (await browser.newPage()).close(); await browser.close(); })
    .catch((error) => {
      const [summary, ...log] = error.message.split('\\n');
      console.error([summary, ...log.filter((line) => line.includes('[err]')).slice(0, 3)].join('\\n    '));
      process.exitCode = 1;
    });
`;
