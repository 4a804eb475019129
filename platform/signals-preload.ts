/**
 * Loaded before a service where a signal does not reach the handler of another process. The platform sends the
 * signal's name over IPC, and this makes of it what the system would have: the handler runs, or the process ends.
 */
import { constants } from 'node:os';
import type { Signal } from './protocol.ts';

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null || !('signal' in message)) return;
  const signal = message.signal as Signal;
  if (!process.emit(signal, signal)) process.exit(128 + constants.signals[signal]);
});
// The channel alone must not keep a service alive that has nothing left to do.
process.channel?.unref();
