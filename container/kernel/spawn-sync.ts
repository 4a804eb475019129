import { joinBytes } from '../bytes.ts';
import { toBase64 } from './base64.ts';
import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { Ending, Process } from './process.ts';
import type { Calls, DescriptorGrant, SpawnOptions } from './protocol.ts';
import { findProgram } from './programs.ts';
import { disposition, isSignal } from './signals.ts';
import { spawn } from './spawn.ts';
import { Drain, Feed } from './streams.ts';

type Result = Calls['spawnSync'][1];

/** What a child wrote to one descriptor, up to the piece that goes beyond a bound. */
interface Collected {
  parts: Uint8Array[];
  length: number;
  ended: boolean;
}

/**
 * Runs a child to its end, and until nobody can write to its stdout and stderr any more.
 * `timeout` is in milliseconds (0: none), `maxBuffer` in bytes for each of stdout and stderr. Fails as `spawn` does.
 */
export function spawnSync(
  kernel: Kernel,
  parent: Process,
  options: SpawnOptions,
  input: Uint8Array | null,
  timeout: number,
  maxBuffer: number,
  killSignal: number,
): Promise<Result> {
  // A process that must be asked to end cannot be stopped instead: a worker goes on.
  if (!isSignal(killSignal) || disposition(killSignal, 0) === 'refuse') {
    findProgram(kernel.disk, options.file, options.args, options.cwd, options.env); // What is not there comes first.
    throw new SystemFailure('EINVAL');
  }
  const most = Math.min(maxBuffer, kernel.limits.collected);
  return new Promise((resolve) => {
    const outputs = new Map<number, Collected>();
    let ending: Ending | null = null;
    let error: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const stop = (reason: string) => {
      error ??= reason;
      kernel.processes.signal(child, killSignal);
    };
    const text = (fd: number) => toBase64(joinBytes(outputs.get(fd)?.parts ?? []));
    const finishIfDone = () => {
      if (!ending || [...outputs.values()].some(({ ended }) => !ended)) return;
      clearTimeout(timer);
      resolve({ pid: child.pid, ...ending, stdout: text(1), stderr: text(2), error });
    };
    const collect = (fd: number, process: Process): DescriptorGrant => {
      const id = kernel.nextChannel();
      process.descriptors.set(fd, { kind: 'channel', channel: id, end: 1 });
      if (fd === 0) {
        const feed = new Feed(kernel.channels, id, process);
        // A child that does not read its input to the end is no failure.
        feed.write(input ?? new Uint8Array(0)).catch(() => {});
        feed.finish();
        return { fd, kind: 'channel', channel: feed.grant };
      }
      const collected: Collected = { parts: [], length: 0, ended: false };
      outputs.set(fd, collected);
      const onBytes = (bytes: Uint8Array) => {
        // As in Node, what goes beyond the bound comes along with the piece it is in, and nothing after it.
        if (collected.length <= most) collected.parts.push(bytes);
        collected.length += bytes.length;
        if (collected.length > most) stop('ENOBUFS');
      };
      const onEnd = () => {
        collected.ended = true;
        finishIfDone();
      };
      const drain = new Drain(kernel.channels, id, process, { credit: Infinity, onBytes, onEnd });
      return { fd, kind: 'channel', channel: drain.grant };
    };

    const child = spawn(kernel, parent, options, collect);
    child.onExit = (how) => {
      ending = how;
      finishIfDone();
    };
    if (timeout > 0) timer = setTimeout(() => stop('ETIMEDOUT'), timeout);
  });
}
