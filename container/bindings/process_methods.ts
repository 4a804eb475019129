/** `internalBinding('process_methods')` and `('credentials')`: the process itself. */

import { LAB_UID } from '../kernel/protocol.ts';
import { call, KernelError } from '../process/calls.ts';
import { host } from '../process/host.ts';
import { isolateSymbols, library } from '../process/library.ts';
import { printToStderr } from '../process/print.ts';
import { errnoOf, systemException } from './errno.ts';
import { absolutePath } from './fs_calls.ts';
import { activeHandles, activeRequests } from './handle.ts';
import { sinceStart } from './performance.ts';
import type { Binding } from './shape.ts';
import { activeTimers } from './timers.ts';

let cwd = '/';
let umask = 0;

/** The mask of files that the process makes. */
export const currentUmask = (): number => umask;

export function setInitialUmask(mask: number): void {
  umask = mask;
}

/** The directory that the process starts in. */
export function setInitialDirectory(directory: string): void {
  cwd = directory;
}

/** Ends the process; never returns, since the kernel takes the thread away while we wait. */
export function exitProcess(code: number): never {
  call('exit', Math.trunc(Number(code)) || 0); // process.exitCode may be text
  throw new Error('The process was ended and still runs');
}

const microseconds = (): number => Math.round(host.performance.now() * 1000);

/** Bytes: JavaScript is not told how much memory it uses, where the browser tells it is the heap. */
function memory(): { used: number; total: number } {
  const { memory: heap } = host.performance as { memory?: { usedJSHeapSize: number; totalJSHeapSize: number } };
  return { used: heap?.usedJSHeapSize ?? 0, total: heap?.totalJSHeapSize ?? 0 };
}

/** What the library has made of a handle or a request: a socket, a server, or nothing but itself. */
const ownerOf = (resource: object): unknown =>
  (resource as Record<symbol, unknown>)[isolateSymbols['owner_symbol'] as symbol] ?? resource;

export function createProcessMethodsBinding(): Binding {
  const hrtimeBuffer = new Uint32Array(3);
  const hrtimeBigInt = new BigInt64Array(hrtimeBuffer.buffer, 0, 1);
  return {
    hrtimeBuffer,
    hrtime() {
      const nanoseconds = host.performance.now() * 1e6;
      const seconds = Math.floor(nanoseconds / 1e9);
      hrtimeBuffer[0] = Math.floor(seconds / 2 ** 32);
      hrtimeBuffer[1] = seconds >>> 0;
      hrtimeBuffer[2] = nanoseconds - seconds * 1e9;
    },
    hrtimeBigInt() {
      hrtimeBigInt[0] = BigInt(Math.round(host.performance.now() * 1e6));
    },
    cwd: () => cwd,
    chdir(directory: string) {
      const path = absolutePath(directory);
      try {
        call('chdir', path);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        throw Object.assign(systemException(error.code, 'chdir', cwd, directory));
      }
      cwd = path.replace(/(?<=.)\/$/, '');
    },
    umask(mask?: number) {
      const previous = umask;
      if (mask !== undefined) umask = mask & 0o777;
      return previous;
    },
    uptime: () => sinceStart() / 1000,
    /** [rss, heapTotal, heapUsed, external, arrayBuffers] */
    memoryUsage(values: Float64Array) {
      const { used, total } = memory();
      values.set([total, total, used, 0, 0]);
    },
    rss: () => memory().total,
    constrainedMemory: () => 0,
    availableMemory: () => 0,
    cpuUsage(values: Float64Array) {
      values.set([microseconds(), 0]); // One thread, no more: what it can have used at the most.
    },
    threadCpuUsage(values: Float64Array) {
      values.set([microseconds(), 0]);
    },
    resourceUsage(values: Float64Array) {
      values.fill(0);
      values[0] = microseconds();
    },
    _kill(pid: number | string, signal: number) {
      try {
        call('kill', Number(pid), signal);
        return 0;
      } catch (error) {
        return errnoOf(error);
      }
    },
    reallyExit: (code: number) => exitProcess(code),
    abort: () => call('kill', library.process['pid'] as number, 6),
    _rawDebug: (text: string) => printToStderr(`${text}\n`),
    _getActiveRequests: () => activeRequests().map(ownerOf),
    _getActiveHandles: () => activeHandles().map(ownerOf),
    getActiveResourcesInfo: () => [
      ...[...activeRequests(), ...activeHandles()].map(({ resourceName }) => resourceName),
      ...activeTimers(),
    ],
    dlopen(_module: unknown, filename: string) {
      const error = new Error(`${filename}: Exec format error (native code cannot run in this container)`);
      throw Object.assign(error, { code: 'ERR_DLOPEN_FAILED' });
    },
    setEmitWarningSync() {}, // C++ warns through it.
    patchProcessObject() {}, // start.ts has set what C++ would.
    loadEnvFile(path: string) {
      const { readFileSync } = library.require('fs') as { readFileSync(path: string, encoding: 'utf8'): string };
      const { parseEnv } = library.internalBinding('util') as { parseEnv(text: string): Record<string, string> };
      for (const [key, value] of Object.entries(parseEnv(readFileSync(path, 'utf8'))))
        library.process.env[key] ??= value;
    },
  };
}

export function createCredentialsBinding(): Binding {
  return {
    safeGetenv: (name: string) => library.process.env[name],
    getTempDir: () => library.process.env['TMPDIR'] ?? '/tmp',
    implementsPosixCredentials: true,
    getuid: () => LAB_UID,
    geteuid: () => LAB_UID,
    getgid: () => LAB_UID,
    getegid: () => LAB_UID,
    getgroups: () => [LAB_UID],
  };
}
