import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { freePort } from '../free-port.ts';
import type { Browser, BrowserPage } from './browser.ts';
import { findProgram } from './find-program.ts';
import { WebDriverSession } from './webdriver.ts';

/**
 * Starts WebKitGTK's small browser by its WebDriver, on a display of its own when there is none. WEBKIT_DRIVER_PATH,
 * MINIBROWSER_PATH and XVFB_PATH name the programs.
 * @param options.sharedMemory WebKitGTK has SharedArrayBuffer only where it is asked for
 */
export async function startWebKit(options: { sharedMemory: boolean }): Promise<Browser> {
  const debian = 'WebKitGTK (on Debian: apt-get install webkit2gtk-driver xvfb)';
  const driver = await findProgram({
    variable: 'WEBKIT_DRIVER_PATH',
    names: ['WebKitWebDriver'],
    install: debian,
  });
  const binary = await findProgram({
    variable: 'MINIBROWSER_PATH',
    names: ['MiniBrowser'],
    places: belowLibraries('MiniBrowser'),
    install: debian,
  });
  const display = process.env['DISPLAY'] ? null : await startDisplay(debian);
  const port = await freePort();
  const env = {
    ...process.env,
    ...(display ? { DISPLAY: display.name } : {}),
    // As root WebKit's own sandbox does not start; there is no graphics card either.
    ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    ...(options.sharedMemory ? { JSC_useSharedArrayBuffer: '1' } : {}),
  };
  const server = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' });
  const end = async () => {
    await stop(server);
    if (display) await stop(display.server);
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await WebDriverSession.ready(address, server);
  } catch (error) {
    await end();
    throw error;
  }
  const capabilities = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
  let session: WebDriverSession | undefined;
  return {
    async newPage(): Promise<BrowserPage> {
      // The driver has one session at a time, and a session one window.
      await session?.end();
      const page = (session = await WebDriverSession.start(address, capabilities));
      const evaluate = (script: (argument: unknown) => unknown, argument: unknown) => page.evaluate(script, argument);
      return { goto: (url) => page.goto(url), evaluate: evaluate as BrowserPage['evaluate'] };
    },
    async close() {
      await session?.end();
      await end();
    },
  };
}

/** Where Debian may have put a program of WebKitGTK's: below the libraries of each kind of processor. */
function belowLibraries(program: string): string[] {
  const folders = (path: string) => (existsSync(path) ? readdirSync(path).map((name) => `${path}/${name}`) : []);
  return folders('/usr/lib')
    .filter((path) => path.endsWith('-linux-gnu'))
    .flatMap((path) => folders(path).filter((library) => /webkit2gtk-/.test(library)))
    .map((library) => `${library}/${program}`);
}

/** A display in memory. */
async function startDisplay(install: string): Promise<{ name: string; server: ChildProcess }> {
  const program = await findProgram({ variable: 'XVFB_PATH', names: ['Xvfb'], install });
  const screen = ['-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const server = spawn(program, ['-displayfd', '3', ...screen], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  // It writes the number that it chose as soon as it can be used.
  const told = server.stdio[3] as Readable;
  const failed = once(server, 'exit').then(([code]) => {
    throw new Error(`Xvfb ended with exit code ${code}.`);
  });
  const [number] = await Promise.race([once(told, 'data') as Promise<[Buffer]>, failed]);
  failed.catch(() => undefined); // It ends because we end it.
  return { name: `:${String(number).trim()}`, server };
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill();
  await ended;
}
