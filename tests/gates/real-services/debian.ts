import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitForListening } from '../../../platform/listening.ts';
import { findProgram } from './programs.ts';

/** How long a server may take to listen, in milliseconds. */
const START_LIMIT = 30_000;

/** A server that was started for this run alone. */
export interface StartedServer {
  url: string;
  /** Ends it and removes its data. */
  stop: () => Promise<void>;
}

/** Where PostgreSQL's own programs are; null when there are none. Debian keeps them off the `PATH`, by version. */
export function postgresPrograms(): string | null {
  const found = findProgram('initdb') ?? globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1);
  return found ? dirname(found) : null;
}

/**
 * Starts a PostgreSQL on a free port of 127.0.0.1, with an empty directory under the system's temporary one.
 * PostgreSQL refuses to run as root: root starts it as the user `postgres`, whom Debian's package makes.
 *
 * @param programs as {@link postgresPrograms} says
 * @throws Error with the server's own words when it does not come up
 */
export async function startPostgres(programs: string): Promise<StartedServer> {
  const user = process.getuid?.() === 0 ? idsOf('postgres') : null;
  const directory = mkdtempSync(join(tmpdir(), 'twelve-factor-postgres-'));
  const [data, secret] = [join(directory, 'data'), join(directory, 'password')];
  const password = crypto.randomUUID();
  if (user) execFileSync('chown', [`${user.uid}:${user.gid}`, directory]);
  writeFileSync(secret, password);
  chmodSync(secret, 0o644); // The directory is closed to others already.
  let child: ChildProcess | null = null;
  const stop = async () => {
    // SIGINT: it ends at once, connections or not.
    if (child) await end(child, 'SIGINT');
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const make = ['--pgdata', data, '--username', 'postgres', '--pwfile', secret, '--auth', 'scram-sha-256'];
    execFileSync(join(programs, 'initdb'), [...make, '--no-sync'], { ...user, cwd: directory, stdio: 'pipe' });
    const port = await freePort();
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    child = spawn(
      join(programs, 'postgres'),
      [
        '-D',
        data,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...user, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await listening('PostgreSQL', child, port);
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts a Redis on a free port of 127.0.0.1 that keeps nothing on the disk.
 *
 * @param program `redis-server`
 * @param databases how many numbered ones it has
 * @throws Error with the server's own words when it does not come up
 */
export async function startRedis(program: string, databases = 16): Promise<StartedServer> {
  const [port, password] = [await freePort(), crypto.randomUUID()];
  const settings = { port, bind: '127.0.0.1', requirepass: password, databases, save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(program, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => end(child, 'SIGKILL');
  try {
    await listening('Redis', child, port);
    return { url: `redis://:${password}@127.0.0.1:${port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws Error with the server's own words when it does not come up */
async function listening(name: string, child: ChildProcess, port: number): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  }
  if (!(await waitForListening(port, ['127.0.0.1'], START_LIMIT, () => child.exitCode !== null))) {
    throw new Error(`${name} did not come up:\n${said}`);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

function idsOf(name: string): { uid: number; gid: number } {
  const ask = (what: string) => Number(execFileSync('id', [what, name], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
