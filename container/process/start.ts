/** Turns a warm worker into a process: connects it, reads its command line, runs its program and ends it. */

import { BUILT_IN, NODE } from '../kernel/programs.ts';
import type { KernelMessage, ThreadStart } from '../kernel/protocol.ts';
import { call, connectKernel } from './calls.ts';
import { numberChannelsFor } from './channels.ts';
import { reloadCluster } from './cluster.ts';
import { adoptDescriptors } from './descriptors.ts';
import { connectDisk } from './disk.ts';
import { dieOf } from './fatal.ts';
import { runMainScript } from './bootstrap.ts';
import { environment } from './environment.ts';
import { configureLoop, enter, isAlive, sooner, startWatchingLiveness } from './loop.ts';
import { library, libraryText, privateSymbols, setLibraryFetcher } from './library.ts';
import { becomeThread } from './thread.ts';
import { modeOf, optionsOfEnvironment, parseCommandLine } from './options.ts';
import { print, printToStderr } from './print.ts';
import { exitProcess, setInitialDirectory, setInitialUmask } from '../bindings/process_methods.ts';
import { startClock } from '../bindings/performance.ts';
import { setOption } from '../bindings/system.ts';

const UNSETTLED_TOP_LEVEL_AWAIT = 13;
const INVALID_ARGUMENT = 9;

/** `settled` is false while the entry point, an ES module, still awaits something. */
const entryPoint = {
  settled: true,
  /** In a thread, which gets its entry point later, and looks for it when it has nothing to do. */
  comesLater: false,
};

export function start(message: Extract<KernelMessage, { type: 'start' }>, port: MessagePort): void {
  startClock();
  connectKernel(port, message.control);
  connectDisk(message.generations);
  numberChannelsFor(message.number);
  adoptDescriptors(message.descriptors);
  setInitialDirectory(message.cwd);
  setInitialUmask(message.umask);
  const decoder = new TextDecoder();
  setLibraryFetcher((id) => decoder.decode(call('library', id)));

  const { process } = library;
  process['pid'] = message.pid;
  process['ppid'] = message.ppid;
  process.env = environment(message.env);
  reloadCluster(message.env);
  configureLoop({ onUncaught: dieOf, onIdle });

  const { argv, argv0, thread } = message;
  enter(() => (thread ? runThread(thread, argv, argv0) : runProgram(argv, argv0)), undefined);
  startWatchingLiveness();
}

const MAIN_SCRIPTS = {
  run: null,
  check: 'internal/main/check_syntax',
  watch: 'internal/main/watch_mode',
  test: 'internal/main/test_runner',
} as const;

function runProgram(argv: string[], argv0: string): void {
  const { process } = library;
  const [program = 'node', ...words] = argv;
  const environment = readOptions(argv0, () => parseCommandLine(optionsOfEnvironment(process.env)));
  const builtin = BUILT_IN[program];
  if (builtin !== undefined) return runBuiltin(builtin, program, words);
  const line = readOptions(argv0, () => parseCommandLine(words));
  const { execArgv, rest, evaluate, version } = line;
  if (version) {
    print(`${process['version'] as string}\n`);
    exitProcess(0);
  }
  process.execArgv = execArgv;
  process['execPath'] = program;
  process.argv = [argv0, ...rest];
  process['title'] = argv0;
  const script = MAIN_SCRIPTS[readOptions(argv0, () => modeOf(new Set([...environment.given, ...line.given]), rest))];
  if (script) {
    runMainScript(script);
  } else if (evaluate !== null) {
    runMainScript('internal/main/eval_string');
  } else if (rest.length > 0 && rest[0] !== '-') {
    runMainScript('internal/main/run_main_module');
  } else {
    runMainScript('internal/main/eval_stdin');
  }
  watchEntryPoint();
}

/** Runs what the thread's starter sends it. The library has started as in a main thread: what differs comes on top. */
function runThread(thread: ThreadStart, argv: string[], argv0: string): void {
  const { process } = library;
  readOptions(argv0, () => parseCommandLine(optionsOfEnvironment(process.env)));
  readOptions(argv0, () => parseCommandLine(thread.execArgv));
  process.execArgv = thread.execArgv;
  process['execPath'] = argv[0];
  process.argv = [argv0];
  process['title'] = argv0;
  becomeThread(thread);
  runMainScript('internal/bootstrap/switches/is_not_main_thread');
  runMainScript('internal/bootstrap/switches/does_not_own_process_state');
  entryPoint.comesLater = true;
  runMainScript('internal/main/worker_thread');
}

/** Runs as `node -e TEXT NAME WORDS` would. */
function runBuiltin(id: string, program: string, words: string[]): void {
  const { process } = library;
  process.execArgv = [];
  process['execPath'] = NODE;
  process.argv = ['node', program.slice(program.lastIndexOf('/') + 1), ...words];
  // For `ps`: Node has no way to ask for all processes, so a program of ours gets one of its own.
  Object.defineProperty(globalThis, Symbol.for('lab.processes'), { value: () => call('processes') });
  setOption('--eval', libraryText(id));
  setOption('--experimental-strip-types', false); // It is JavaScript for sure.
  runMainScript('internal/main/eval_string');
  watchEntryPoint();
}

/** An option that this container does not know ends the process, as in Node. */
function readOptions<Read>(argv0: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    printToStderr(`${argv0}: ${(error as Error).message}\n`);
    return exitProcess(INVALID_ARGUMENT);
  }
}

function watchEntryPoint(): void {
  const symbol = privateSymbols['entry_point_promise_private_symbol'] as symbol;
  const promise = (globalThis as unknown as Record<symbol, Promise<unknown> | undefined>)[symbol];
  if (!promise) return;
  entryPoint.settled = false;
  const settle = () => {
    entryPoint.settled = true;
  };
  promise.then(settle, settle);
}

/** Nothing is left to do: `beforeExit` may start something, else the process ends. */
function onIdle(): void {
  const { process } = library;
  if (process._exiting) exitProcess(process.exitCode ?? 0); // The program has put something in the place of reallyExit.
  enter(() => process.emit('beforeExit', process.exitCode ?? 0), undefined);
  if (entryPoint.comesLater) watchEntryPoint();
  if (isAlive()) return; // The question comes again when that has ended.
  sooner(endIfIdle); // Promise jobs come first: they may start something too. Nothing else does.
}

function endIfIdle(): void {
  const { process } = library;
  if (isAlive() || process._exiting) return;
  if (!entryPoint.settled) {
    printToStderr('Warning: Detected unsettled top-level await\n');
    process.exitCode ??= UNSETTLED_TOP_LEVEL_AWAIT;
  }
  process._exiting = true;
  enter(() => process.emit('exit', process.exitCode ?? 0), undefined);
  exitProcess(process.exitCode ?? 0);
}
