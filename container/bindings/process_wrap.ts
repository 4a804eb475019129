/** `internalBinding('process_wrap')` and `('spawn_sync')`: children. */

import { LAB_UID } from '../kernel/protocol.ts';
import type { ChildDescriptor, SpawnOptions } from '../kernel/protocol.ts';
import { call, callWithTransfer } from '../process/calls.ts';
import { endsOf } from '../process/channels.ts';
import { channelOf } from '../process/descriptors.ts';
import { enter } from '../process/loop.ts';
import { library, nodeData } from '../process/library.ts';
import { bytesOf, encode } from './encodings.ts';
import { errno, errnoOf } from './errno.ts';
import { Handle } from './handle.ts';
import { Pipe } from './pipe_wrap.ts';
import { currentUmask } from './process_methods.ts';
import { type Binding, constantsOf } from './shape.ts';
import { StreamHandle } from './stream_wrap.ts';

/** One entry of `stdio` as lib/internal/child_process.js passes it. */
type StdioOption =
  | { type: 'ignore' }
  /** `input`: bytes for the child's stdin, with spawnSync only. */
  | { type: 'pipe' | 'overlapped'; handle: Pipe; input?: ArrayBufferView }
  | { type: 'inherit' | 'fd'; fd: number }
  | { type: 'wrap'; handle: StreamHandle };

interface ProcessOptions {
  file: string;
  args?: string[];
  cwd?: string | null;
  envPairs?: string[];
  stdio?: StdioOption[];
  detached?: boolean;
  uid?: number | null;
  gid?: number | null;
  timeout?: number;
  maxBuffer?: number;
  killSignal?: number;
}

const children = new Map<number, Process>();

/** Signal numbers to names. */
export const signalNames: ReadonlyMap<number, string> = new Map(
  Object.entries(constantsOf(nodeData.shapes['constants'], 'os', 'signals') as Record<string, number>)
    .reverse() // Of two names for one number (SIGIOT, SIGABRT) the first one counts.
    .map(([name, number]) => [number, name]),
);

export class Process extends Handle {
  /** The library sets this: called with the exit code and the signal's name. */
  declare onexit: (this: Process, code: number, signal: string) => void;
  /** Set once there is a process; a program that was not found leaves none. */
  declare pid: number;
  #running = false;

  override get resourceName(): string {
    return 'ProcessWrap';
  }

  spawn(options: ProcessOptions): number {
    if (!mayBe(options)) return errno('EPERM');
    const transfer: MessagePort[] = [];
    const stdio: ChildDescriptor[] = [];
    for (const option of options.stdio ?? []) {
      const descriptor = childDescriptor(option, transfer);
      if (!descriptor) return errno('ENOTSUP');
      stdio.push(descriptor);
    }
    try {
      this.pid = callWithTransfer('spawn', [spawnOptions(options, stdio)], transfer);
    } catch (error) {
      // The pipes are there, as in libuv, and at their end.
      for (const option of options.stdio ?? []) {
        if (option.type === 'pipe' || option.type === 'overlapped') option.handle.abandonChild();
      }
      return errnoOf(error);
    }
    shareInherited(stdio);
    this.#running = true;
    children.set(this.pid, this);
    this.updateLiveness();
    return 0;
  }

  kill(signal: number): number {
    if (!this.#running) return errno('ESRCH');
    try {
      call('kill', this.pid, signal);
      return 0;
    } catch (error) {
      return errnoOf(error);
    }
  }

  exited(code: number | null, signal: number): void {
    this.#running = false;
    children.delete(this.pid);
    enter(this.onexit, this, code ?? 0, signal === 0 ? '' : (signalNames.get(signal) ?? ''));
    this.updateLiveness();
  }

  protected override isActive(): boolean {
    return this.#running;
  }

  protected override onClose(): void {}
}

function childDescriptor(option: StdioOption, transfer: MessagePort[]): ChildDescriptor | null {
  switch (option.type) {
    case 'ignore':
      return { kind: 'null' };
    case 'pipe':
    case 'overlapped': {
      const { id, memory, port } = option.handle.openForChild();
      transfer.push(port);
      return { kind: 'channel', id, memory, port };
    }
    case 'inherit':
    case 'fd':
      return { kind: 'inherit', fd: option.fd };
    case 'wrap': {
      const { fd, channelHeld } = option.handle;
      if (fd >= 0) return { kind: 'inherit', fd };
      return channelHeld ? { kind: 'share', channel: channelHeld.id, end: channelHeld.bytes.end } : null;
    }
  }
}

/** The kernel's word of it comes later, and the program may close what it gave before: the child still holds the end. */
function shareInherited(stdio: ChildDescriptor[]): void {
  for (const each of stdio) {
    if (each.kind === 'inherit') channelOf(each.fd)?.share();
    if (each.kind === 'share') for (const end of endsOf(each.channel)) end.share();
  }
}

/** Only root may start a child as somebody else. */
const mayBe = ({ uid, gid }: ProcessOptions): boolean => [uid, gid].every((id) => (id ?? LAB_UID) === LAB_UID);

function spawnOptions(options: ProcessOptions, stdio: ChildDescriptor[]): SpawnOptions {
  const env: Record<string, string> = {};
  const pairs = options.envPairs ?? Object.entries(library.process.env).map(([key, value]) => `${key}=${value}`);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    env[pair.slice(0, at)] = pair.slice(at + 1);
  }
  const cwd = (library.process['cwd'] as () => string)();
  const { resolve } = library.require('path') as { resolve(...parts: string[]): string };
  return {
    file: options.file,
    args: (options.args ?? [options.file]).map(String), // The library lets numbers and the like through.
    cwd: options.cwd == null ? cwd : resolve(cwd, options.cwd),
    env,
    stdio,
    detached: options.detached ?? false,
    umask: currentUmask(),
  };
}

/** The kernel says that a child has ended. */
export function onChildExit(pid: number, code: number | null, signal: number): void {
  children.get(pid)?.exited(code, signal);
}

export function createProcessWrapBinding(): Binding {
  return { Process };
}

export function createSpawnSyncBinding(): Binding {
  return {
    spawn(options: ProcessOptions) {
      const [stdin] = options.stdio ?? [];
      const input = stdin && 'input' in stdin ? stdin.input : undefined;
      const stdio = (options.stdio ?? []).map((option): ChildDescriptor =>
        option.type === 'inherit' || option.type === 'fd'
          ? { kind: 'inherit', fd: option.fd }
          : // The kernel itself holds the other ends of a child that somebody sleeps for.
            { kind: option.type === 'ignore' ? 'null' : 'collect' },
      );
      const piped = (options.stdio ?? []).map((option) => option.type === 'pipe' || option.type === 'overlapped');
      const { Buffer } = library.require('buffer') as { Buffer: { from(bytes: Uint8Array): unknown } };
      const failed = (error: number) => ({ pid: 0, status: null, signal: null, output: null, error });
      if (!mayBe(options)) return failed(errno('EPERM'));
      try {
        const result = call(
          'spawnSync',
          spawnOptions(options, stdio),
          input ? bytesOf(input) : null,
          options.timeout ?? 0,
          options.maxBuffer ?? 0,
          options.killSignal ?? 15,
        );
        shareInherited(stdio);
        const output = [
          null,
          piped[1] ? Buffer.from(encode(result.stdout, 'base64')) : null,
          piped[2] ? Buffer.from(encode(result.stderr, 'base64')) : null,
        ];
        return {
          pid: result.pid,
          status: result.code,
          signal: result.signal === 0 ? null : (signalNames.get(result.signal) ?? null),
          output,
          ...(result.error === null ? {} : { error: errno(result.error) }),
        };
      } catch (error) {
        return failed(errnoOf(error));
      }
    },
  };
}
