/**
 * A double of WebContainer's host page, for tests without StackBlitz: it speaks the inner protocol of the official
 * client 1.6.4 and runs everything in our container. `npm run gates -- --runtime webcontainer-double` and
 * tests/browser/webcontainer.spec.ts drive it by that client.
 */
import * as Comlink from 'comlink';
import { boot } from '../../container/index.ts';
import type { ContainerProcess, EmbeddedContainer } from '../../container/api.ts';
import { preloads } from './preloads.ts';
import { Terminal } from './terminal.ts';
import { readTree } from './tree.ts';
import type { Variant } from './variants.ts';

interface RunOptions {
  command: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string | number | boolean>;
  terminal?: { cols: number; rows: number };
}

/** Takes output; null is its end. */
type Output = (bytes: Uint8Array | null) => Promise<void>;

declare global {
  interface Window {
    /** Ends the container and all that runs in it, as a crash would. */
    crash: () => void;
  }
}

/** How long the slow host waits with each answer, in milliseconds. */
const SLOW = 700;
const PRELOAD = 'preload.cjs';

const variant = document.documentElement.dataset['variant'] as Variant;
const encoder = new TextEncoder();

/** Comes with the variants' answer to a call: late, an error, or none. */
async function perhaps(step: 'build' | 'mount' | 'run'): Promise<void> {
  if (variant === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW));
  if (variant === 'no-memory' && step === 'build')
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  if (variant === 'second' && step === 'build') throw new Error('Only a single WebContainer instance can be booted');
  if (variant === 'no-mount' && step === 'mount') throw new Error('The disk of the host is full');
  if (variant === 'no-run' && step === 'run') throw new Error('The host starts no process');
}

/** One booted container, as the client calls it. */
function instanceOf(container: EmbeddedContainer) {
  return {
    fs: () => Comlink.proxy(container.fs),
    previewScript: () => null,
    runtimeInfo: () => ({ path: container.path, cwd: container.workdir }),
    async loadFiles(bytes: Uint8Array, { mountPoints }: { mountPoints?: string }) {
      await perhaps('mount');
      const tree = readTree(JSON.parse(new TextDecoder().decode(bytes)));
      await container.mount(tree, mountPoints === undefined ? {} : { mountPoint: mountPoints });
    },
    async run(options: RunOptions, _stdout: unknown, _stderr: unknown, output: Output | undefined) {
      await perhaps('run');
      const args = [...options.args];
      const preload = preloads[variant];
      if (preload !== undefined && options.command === 'node') {
        await container.fs.writeFile(PRELOAD, preload);
        args.unshift('--require', `${container.workdir}/${PRELOAD}`);
      }
      const { cwd, env, terminal } = options;
      const process = await container.spawn(options.command, args, {
        output: output !== undefined,
        ...(cwd === undefined ? {} : { cwd }),
        ...(env === undefined ? {} : { env }),
        ...(terminal === undefined ? {} : { terminal }),
      });
      return Comlink.proxy(processOf(process, output));
    },
    on(event: string, listener: (...values: unknown[]) => void) {
      const known = event === 'error' || event === 'port' || event === 'server-ready';
      return Comlink.proxy(known ? container.on(event as 'error', listener) : () => {});
    },
    setPreviewScript: () => {},
    teardown: () => container.teardown(),
  };
}

function processOf(process: ContainerProcess, output: Output | undefined) {
  const terminal = new Terminal(variant === 'pty', (text) => void output?.(encoder.encode(text)));
  const writer = process.input.getWriter();
  const ended = process.output
    .pipeTo(new WritableStream({ write: (text) => terminal.print(text) }))
    .catch(() => undefined)
    .then(() => output?.(null));
  return {
    // The client's output is complete when its process has ended.
    onExit: process.exit.then(async (code) => {
      await ended;
      return code;
    }),
    async write(text: string) {
      terminal.echo(text);
      await writer.write(text);
    },
    resize: (size: { cols: number; rows: number }) => process.resize(size),
    kill: () => process.kill(),
  };
}

const server = {
  async build({ workdirName }: { workdirName?: string }) {
    await perhaps('build');
    const container = await boot(workdirName === undefined ? {} : { workdirName });
    window.crash = () => void container.teardown();
    return Comlink.proxy(instanceOf(container));
  },
};

if (variant !== 'silent') {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(server, port1);
  parent.postMessage({ type: 'init' }, '*', [port2]);
}
