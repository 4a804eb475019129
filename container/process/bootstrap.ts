/**
 * Brings up Node's library in the order in which Node's own C++ does it, up to the point where a program could run. A
 * warm worker waits there.
 */

import { getInternalBinding } from '../bindings/index.ts';
import { warmHttpParser } from '../bindings/http_parser.ts';
import { installPromiseContext } from './async-context.ts';
import { environment } from './environment.ts';
import { installEvaluatedText } from './evaluated-text.ts';
import { replace } from './globals.ts';
import { afterPromiseJob, holdFor } from './loop.ts';
import { installForeignStacks } from './foreign-stacks.ts';
import { removeBrowserGlobals } from './host.ts';
import { installProxies } from './proxies.ts';
import { installStackTraces } from './stack-traces.ts';
import { isolateSymbols, library, libraryFunction, nodeData, privateSymbols, type NodeProcess } from './library.ts';

/** Modules that nearly every service loads. */
const WARM = ['fs', 'net', 'http', 'child_process', 'stream', 'url', 'readline', 'internal/child_process'];

export function bootstrap(): void {
  removeBrowserGlobals(nodeData.languageGlobals);
  installPromiseContext();
  installForeignStacks();
  installProxies();
  installEvaluatedText();
  const { primordials } = library;
  hidePrivateSymbols();
  libraryFunction('internal/per_context/primordials')({}, primordials, privateSymbols, isolateSymbols);

  const process = makeProcessObject();
  library.process = process;
  const noLinkedBinding = (name: string): never => {
    throw new Error(`No such binding: ${name}`);
  };
  libraryFunction('internal/bootstrap/realm')(process, noLinkedBinding, getInternalBinding, primordials);
  installStackTraces();

  const run = (id: string) => libraryFunction(id)(process, library.require, library.internalBinding, primordials);
  run('internal/bootstrap/node');
  wrapNextTick(process);
  run('internal/bootstrap/web/exposed-wildcard');
  run('internal/bootstrap/web/exposed-window-or-worker');
  run('internal/bootstrap/switches/is_main_thread');
  run('internal/bootstrap/switches/does_own_process_state');

  holdForWebAssembly();

  for (const id of WARM) library.require(id);
  warmHttpParser();
}

type MainScript =
  'run_main_module' | 'eval_string' | 'eval_stdin' | 'check_syntax' | 'watch_mode' | 'test_runner' | 'worker_thread';

/** Runs one of the library's main scripts, or what prepares the library for one. */
export function runMainScript(id: `internal/main/${MainScript}` | `internal/bootstrap/switches/${string}`): void {
  libraryFunction(id)(library.process, library.require, library.internalBinding, library.primordials);
}

/** The browser compiles off this thread: the process must wait for it, as Node does. */
function holdForWebAssembly(): void {
  const assembly = WebAssembly as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of ['compile', 'instantiate']) {
    const start = assembly[name];
    if (start) assembly[name] = (...args) => holdFor(start.apply(assembly, args));
  }
}

/** V8's private symbols are invisible; ours are ordinary ones, which nobody may find who lists what an object has. */
function hidePrivateSymbols(): void {
  const hidden = new Set<PropertyKey>(Object.values(privateSymbols));
  const isVisible = (key: PropertyKey) => !hidden.has(key);
  const visible = (keys: PropertyKey[]) => (keys.every(isVisible) ? keys : keys.filter(isVisible));
  const { getOwnPropertySymbols } = Object;
  const { ownKeys } = Reflect;
  const standIns = {
    getOwnPropertySymbols: (object: object) => visible(getOwnPropertySymbols(object)),
    ownKeys: (object: object) => visible(ownKeys(object)),
  };
  replace(Object, 'getOwnPropertySymbols', standIns.getOwnPropertySymbols);
  replace(Reflect, 'ownKeys', standIns.ownKeys);
}

/** `process` as C++ makes it (src/node_process_object.cc); start.ts fills in what a real process has. */
function makeProcessObject(): NodeProcess {
  function process() {}
  const prototype = Object.create(Object.prototype, {
    constructor: { value: process, writable: true, configurable: true },
  }) as object;
  process.prototype = prototype;
  const object = Object.create(prototype) as NodeProcess;
  object[privateSymbols['exit_info_private_symbol'] as symbol] = new Int32Array(3);
  return Object.assign(object, {
    version: nodeData.version,
    versions: nodeData.versions,
    release: nodeData.release,
    arch: 'x64',
    platform: 'linux',
    title: 'node',
    pid: 0,
    ppid: 0,
    debugPort: 9229,
    execPath: '/usr/local/bin/node',
    execArgv: [],
    argv: ['node'],
    env: environment({}),
  });
}

function wrapNextTick(process: NodeProcess): void {
  const nextTick = process['nextTick'] as (...args: unknown[]) => void;
  process['nextTick'] = function (this: unknown, ...args: unknown[]) {
    Reflect.apply(nextTick, this, args);
    afterPromiseJob();
  };
  Object.defineProperty(process['nextTick'], 'name', { value: 'nextTick' });
}
