/** Node in the browser: boots a container in an isolated frame of this page. */

import type { BootOptions, EmbeddedContainer } from './api.ts';
import { BootError } from './errors.ts';
import type { FrameMessage } from './frame/protocol.ts';
import { bootFrame } from './page/boot-frame.ts';
import { Container } from './page/container.ts';

export type * from './api.ts';
export { BootError, ContainerError } from './errors.ts';
export type { BootErrorCode } from './errors.ts';

/**
 * Boots a container. It is ready when it can mount and spawn; warm workers follow in the background.
 * Rejects with a BootError whose message names the cause and the mend.
 *
 * @example
 * const container = await boot();
 * await container.mount({ 'hello.js': { file: { contents: 'console.log("hello")' } } });
 * const program = await container.spawn('node', ['hello.js']);
 * for await (const text of program.output) console.log(text);
 */
export async function boot(options: BootOptions = {}): Promise<EmbeddedContainer> {
  const { workdirName = 'lab', baseUrl = '/container/', pool = 2, timeout = 20_000 } = options;
  if (!/^[\w-][\w.-]*$/.test(workdirName)) {
    throw new TypeError(`boot: workdirName '${workdirName}' is no directory name; use letters, digits, - and _`);
  }
  const workdir = `/home/${workdirName}`;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(timeoutError(timeout)), timeout);
  try {
    const frame = await bootFrame(baseUrl, { workdir, pool }, late.signal);
    return await ready(frame, { workdir, baseUrl }, late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for the kernel's first word. */
function ready(
  frame: Awaited<ReturnType<typeof bootFrame>>,
  options: { workdir: string; baseUrl: string },
  signal: AbortSignal,
): Promise<EmbeddedContainer> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      unsubscribe();
      removeEventListener('message', hear);
      signal.removeEventListener('abort', abort);
      action();
    };
    const fail = (error: unknown) =>
      settle(() => {
        void container.teardown();
        reject(error as Error);
      });
    const abort = () => fail(signal.reason);
    const broken = (reason: string) =>
      fail(
        new BootError(
          'frame-failed',
          `The container could not start its workers: ${reason}. Try a current Chrome, Edge or Firefox.`,
        ),
      );
    const hear = (event: MessageEvent<FrameMessage>) => {
      if (event.source !== frame.element.contentWindow || event.data?.type !== 'frame-failed') return;
      broken(event.data.message);
    };
    addEventListener('message', hear);
    signal.addEventListener('abort', abort);
    const container = new Container(frame, options, () => settle(() => resolve(container)));
    const unsubscribe = container.on('error', ({ message }) => broken(message));
  });
}

const timeoutError = (milliseconds: number) =>
  new BootError(
    'timeout',
    `The container did not start within ${milliseconds / 1000} seconds. The machine or the connection may be slow: ` +
      'try again; if it stays so, reload the page.',
  );
