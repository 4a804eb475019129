import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Failure, codeOf, complain } from './common.ts';
import { nameOfSignal, signalOf } from './signals.ts';
import { LONGEST_TIMER, secondsOf } from './small.ts';

const TIMED_OUT = 124;
const OWN_FAILURE = 125;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;
const PASSED_ON: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];

interface Limit {
  seconds: number;
  signal: number;
  /** Seconds after that until SIGKILL; 0: never. */
  killAfter: number;
  /** The exit code is that of the program, even when its time was over. */
  preserveStatus: boolean;
  verbose: boolean;
  command: string[];
}

/** `timeout [-s SIGNAL] [-k DURATION] [-v] [--preserve-status] DURATION PROGRAM [WORD…]` */
export async function timeout(words: string[]): Promise<number> {
  const { seconds, signal, killAfter, preserveStatus, verbose, command } = parse(words);
  const [program = '', ...args] = command;
  // In a group of its own, so that what it has started ends with it.
  const child = spawn(program, args, { stdio: 'inherit', detached: true });
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  let killed = false;
  const after = (delay: number, work: () => void) => {
    if (delay > 0) timers.push(setTimeout(work, Math.min(delay * 1000, LONGEST_TIMER)));
  };
  const send = (which: number) => {
    if (verbose)
      complain(`sending signal ${nameOfSignal(which)?.replace(/^SIG/, '') ?? which} to command '${program}'`);
    killed ||= which === constants.signals.SIGKILL;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, which);
  };
  const passOn = (name: NodeJS.Signals) => send(constants.signals[name]);
  for (const name of PASSED_ON) process.on(name, passOn);
  after(seconds, () => {
    timedOut = true;
    send(signal);
    after(killAfter, () => send(constants.signals.SIGKILL));
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => {
        const denied = codeOf(error) === 'EACCES';
        if (!denied && codeOf(error) !== 'ENOENT') reject(error);
        complain(`failed to run command '${program}': ${denied ? 'Permission denied' : 'No such file or directory'}`);
        resolve(denied ? NOT_EXECUTABLE : NOT_FOUND);
      });
      child.once('exit', (code, by) => {
        const own = by ? SIGNALLED + constants.signals[by] : (code ?? 1);
        resolve(timedOut && !preserveStatus && !(killed && by === 'SIGKILL') ? TIMED_OUT : own);
      });
    });
  } finally {
    timers.forEach(clearTimeout);
    for (const name of PASSED_ON) process.off(name, passOn);
  }
}

/** What follows the duration is the program's, options too. */
function parse(words: string[]): Limit {
  const rest = [...words];
  const limit: Limit = { seconds: 0, signal: 15, killAfter: 0, preserveStatus: false, verbose: false, command: [] };
  for (let word = rest[0]; word?.startsWith('-'); word = rest[0]) {
    rest.shift();
    if (word === '--') break;
    const [, short, attached = '', long, given] = /^(?:-([skv])(.*)|--([a-z-]+)(?:=(.*))?)$/.exec(word) ?? [];
    const value = () => (short === undefined ? given : attached || undefined) ?? rest.shift() ?? '';
    if (short === 's' || long === 'signal') limit.signal = signalNumber(value());
    else if (short === 'k' || long === 'kill-after') limit.killAfter = secondsOf(value(), OWN_FAILURE);
    else if ((short === 'v' && attached === '') || long === 'verbose') limit.verbose = true;
    else if (long === 'preserve-status') limit.preserveStatus = true;
    else throw new Failure(`${word}: not known here; timeout knows -s, -k, -v and --preserve-status`, OWN_FAILURE);
  }
  if (rest.length < 2) throw new Failure('missing operand', OWN_FAILURE);
  limit.seconds = secondsOf(rest.shift()!, OWN_FAILURE);
  return { ...limit, command: rest };
}

function signalNumber(text: string): number {
  const signal = signalOf(text);
  if (signal === null) throw new Failure(`'${text}': invalid signal`, OWN_FAILURE);
  return signal;
}
