import { browserName } from '../../container/testing/browsers/browser.ts';
import type { BrowserPage } from '../../container/testing/browsers/browser.ts';
import { expect } from './container-page.ts';

/** What the tests of bounds and of isolation share: hostile programs, and how a page is watched while they run. */

/**
 * A prelude for programs: `kernelPort()` gets hold of the process's line to the kernel, as a program can that puts its
 * own function in the place of the browser's.
 */
export const KERNEL_PORT = `
  const kernelPort = () => {
    const { Pipe } = process.binding('pipe_wrap');
    const prototype = Object.getPrototypeOf(new Pipe(0).openForChild().port);
    const { postMessage } = prototype;
    let port;
    prototype.postMessage = function (message, ...rest) {
      if (message?.type === 'call') port = this;
      return postMessage.call(this, message, ...rest);
    };
    require('fs').mkdtempSync('/tmp/call-');
    prototype.postMessage = postMessage;
    return port;
  };`;

/** How a program ended. */
export interface Abuse {
  /** 128 + the signal when the page ended it. */
  code: number;
  /** What it wrote, the beginning. */
  output: string;
  /** How much it wrote, in characters. */
  length: number;
  /** What the container reported. */
  errors: string[];
}

/**
 * Runs a program and expects the page to answer meanwhile.
 * @param until when to end it as Stop does: by default once it runs, or when it has written a text, or never
 */
export async function abuse(page: BrowserPage, code: string, until: 'exit' | { text?: string } = {}): Promise<Abuse> {
  await watch(page);
  const seen = await page.evaluate(
    async ({ script, toItsEnd, text }) => {
      const { container } = window;
      const errors: string[] = [];
      const unsubscribe = container.on('error', ({ message }) => errors.push(message));
      const program = await container.spawn('node', ['-e', script]);
      let output = '';
      let length = 0;
      const reader = program.output.getReader();
      const finished = (async () => {
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          length += part.value.length;
          output = (output + part.value).slice(0, 10_000);
        }
        return program.exit;
      })();
      const wait = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));
      const enough = async () => {
        while (!output.includes(text)) await wait(20);
        await wait(1000);
      };
      await (toItsEnd ? finished : Promise.race([finished, enough()]));
      program.kill();
      const exitCode = await finished;
      unsubscribe();
      return { code: exitCode, output, length, errors };
    },
    { script: code, toItsEnd: until === 'exit', text: until === 'exit' ? '' : (until.text ?? '') },
  );
  await expectAnswers(page);
  return seen;
}

/** What is allowed of it. Only Chromium gives the frame a process of its own. */
const LATE = browserName() === 'chromium' ? 0.3 : 0.6;

/** In which part of the time a click would have waited for more than a tenth of a second; from 0 to 1. */
interface Lateness {
  page: number;
  /** The same of a thread that has nothing else to do: what the machine cannot do better. */
  machine: number;
}

declare global {
  interface Window {
    stopWatching: () => Promise<Lateness>;
  }
}

/** Begins to watch how late the page's timers come. */
function watch(page: BrowserPage): Promise<void> {
  return page.evaluate(() => {
    const watchTimers = () => {
      const LIMIT = 100;
      let last = performance.now();
      let all = 0;
      let late = 0;
      const tick = () => {
        const now = performance.now();
        all += now - last;
        late += Math.max(0, now - last - LIMIT);
        last = now;
      };
      const timer = setInterval(tick, 5);
      return () => {
        clearInterval(timer);
        tick();
        return late / all;
      };
    };
    const script = `const stop = (${watchTimers})(); onmessage = () => postMessage(stop());`;
    const url = URL.createObjectURL(new Blob([script]));
    const worker = new Worker(url);
    const stop = watchTimers();
    window.stopWatching = async () => {
      const own = stop();
      const machine = await new Promise<number>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
        worker.postMessage(null);
      });
      worker.terminate();
      URL.revokeObjectURL(url);
      return { page: own, machine };
    };
  });
}

/** Stops watching and expects that the page has answered in time, as far as the machine lets it. */
async function expectAnswers(page: BrowserPage): Promise<void> {
  const late = await page.evaluate(() => window.stopWatching());
  if (process.env['SHOW_LATE']) console.log(late);
  expect(late.page).toBeLessThan(LATE + 2 * late.machine);
}
