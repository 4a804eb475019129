/** Signals by their numbers on Linux, and what they do to a process that has no handler (man 7 signal). */

export const SIGKILL = 9;
export const SIGTERM = 15;
export const SIGCHLD = 17;
export const SIGCONT = 18;
export const SIGSTOP = 19;
export const SIGTSTP = 20;
export const SIGTTIN = 21;
export const SIGTTOU = 22;
export const SIGURG = 23;
export const SIGWINCH = 28;

const LAST_SIGNAL = 31;
const IGNORED = new Set([SIGCHLD, SIGCONT, SIGURG, SIGWINCH]);
const STOPPING = new Set([SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU]);

/** What becomes of a process that gets a signal. `refuse`: a worker cannot be stopped and continued. */
export type Disposition = 'deliver' | 'terminate' | 'ignore' | 'refuse';

/** Whether `number` is a signal. */
export const isSignal = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= LAST_SIGNAL;

/** What signal `number` does to a process whose handled signals are the bits of `handled` (bit n - 1: signal n). */
export function disposition(number: number, handled: number): Disposition {
  if (number === SIGKILL) return 'terminate';
  if (number !== SIGSTOP && (handled & (1 << (number - 1))) !== 0) return 'deliver';
  if (STOPPING.has(number)) return 'refuse';
  return IGNORED.has(number) ? 'ignore' : 'terminate';
}
