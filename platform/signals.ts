import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Signal } from './protocol.ts';

/** How a signal travels here: by the system, or over IPC to a preloaded module that emits it. */
export type SignalWay = 'native' | 'ipc';

/** What a command needs so that signals reach it: its arguments and its channels. */
export interface Launch {
  args: string[];
  stdio: StdioOptions;
}

/** Prepares the launch of a command, whose first word is `program`, for the way that signals travel. */
export function prepareLaunch(way: SignalWay, program: string, args: string[], preload: string): Launch {
  if (way === 'native' || program !== 'node') return { args, stdio: ['ignore', 'pipe', 'pipe'] };
  return { args: ['--require', preload, ...args], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] };
}

/** Sends a signal to a process; SIGKILL never goes over IPC, as no process may have a say in it. */
export function sendSignal(way: SignalWay, child: ChildProcess, signal: Signal): void {
  if (way === 'ipc' && signal !== 'SIGKILL' && child.connected) child.send({ signal });
  else child.kill(signal);
}

/** Kills what is left of a process's group, which has the process's id. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it, or this system has no process groups: either way there is nothing to kill.
  }
}
