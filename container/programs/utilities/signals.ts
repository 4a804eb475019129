import { constants } from 'node:os';

/**
 * What `kill` does, as a program and in the shell: `kill [-s SIGNAL | -SIGNAL] PID…`, `kill -l`.
 * @returns the exit code
 */
export function sendSignals(
  words: string[],
  write: (text: string) => void,
  complain: (text: string) => void,
  send = (pid: number, signal: number): void => void process.kill(pid, signal),
): number {
  const rest = [...words];
  let name = 'TERM';
  const [first] = rest;
  if (first === '-l' || first === '-L') {
    write(
      `${Object.keys(constants.signals)
        .map((each) => each.slice('SIG'.length))
        .join(' ')}\n`,
    );
    return 0;
  }
  if (first === '-s' || first === '-n') {
    name = rest[1] ?? '';
    rest.splice(0, 2);
  } else if (first === '--') rest.shift();
  else if (first?.startsWith('-') && words.length > 1) {
    name = first.slice(1);
    rest.shift();
  }
  if (rest[0] === '--') rest.shift();
  const signal = signalOf(name);
  if (signal === null) {
    complain(`${name}: no such signal; kill -l lists them`);
    return 1;
  }
  if (rest.length === 0) {
    complain('usage: kill [-s SIGNAL | -SIGNAL] PID…');
    return 2;
  }
  let status = 0;
  for (const target of rest) {
    try {
      if (!/^-?\d+$/.test(target)) throw new Error('arguments must be process ids');
      send(Number(target), signal);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = {
        ESRCH: 'No such process',
        EPERM: 'Operation not permitted',
        ENOSYS: 'a worker cannot be stopped and continued',
      };
      complain(`(${target}): ${code !== undefined && code in why ? why[code as keyof typeof why] : message}`);
      status = 1;
    }
  }
  return status;
}

/** The number of `TERM`, `SIGTERM`, `term` or `15`; null for what is none. */
export function signalOf(name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name);
  const full = `SIG${name.toUpperCase().replace(/^SIG/, '')}`;
  return full in constants.signals ? constants.signals[full as NodeJS.Signals] : null;
}

/** What a signal is called: `SIGTERM`; undefined for a number that is none. */
export const nameOfSignal = (number: number): NodeJS.Signals | undefined =>
  (Object.entries(constants.signals) as [NodeJS.Signals, number][]).find(([, each]) => each === number)?.[0];
