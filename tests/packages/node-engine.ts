import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { platformDist } from '../../tools/bundle-platform.ts';
import { LIMIT } from './engine.ts';
import type { Ended, Engine } from './engine.ts';
import { stage } from './stage.ts';

/** The Node that runs this, in a temporary directory. */
export async function nodeEngine(): Promise<Engine> {
  const directory = await stage();
  const children = new Set<ChildProcess>();

  function start(program: string, args: string[], options: SpawnOptions): ChildProcess {
    const env = {
      // Programs that start `node` by its name get the same one.
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: directory,
      PLATFORM: platformDist,
      npm_config_cache: join(directory, 'cache'),
      ...options.env,
    };
    const shell = program === 'npm' && process.platform === 'win32';
    // A group of its own, so that what it leaves behind ends with it.
    const child = spawn(program, args, { ...options, env, shell, detached: true });
    children.add(child);
    child.once('close', () => children.delete(child));
    return child;
  }

  return {
    async run(program, args, cwd): Promise<Ended> {
      const child = start(program, args, { cwd: join(directory, cwd), stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
      }
      const timer = setTimeout(() => end(child), LIMIT);
      const [code] = (await once(child, 'close')) as [number | null];
      clearTimeout(timer);
      return { code, output };
    },
    async startRegistry(packages) {
      const port = await freePort();
      const env = { PORT: String(port), PASSWORD: 'none', PACKAGES: join(directory, packages) };
      const child = start(process.execPath, [join(platformDist, 'registry.cjs')], {
        cwd: directory,
        env,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await once(child.stdout!, 'data');
      return `http://127.0.0.1:${port}/`;
    },
    async close() {
      await Promise.all(
        [...children].map((child) => {
          const gone = once(child, 'close');
          end(child);
          return gone;
        }),
      );
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ends a program and what it started. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
