/** `internalBinding('contextify')`: compiling JavaScript. One global scope; contexts of vm do not exist here. */

import { isolateSymbols, privateSymbols } from '../process/library.ts';
import { compileCommonJs, type CommonJsEnvironment } from '../process/modules/commonjs.ts';
import { evaluate, syntax } from '../process/syntax.ts';
import { moduleWrap } from './module_wrap.ts';
import { noteHead } from '../process/stack-traces.ts';
import type { Binding } from './shape.ts';

/** What stands in front of a CommonJS file's text, at the end of the wrapper's head. */
const COMMONJS_HEAD = '__dirname){';

const environment: CommonJsEnvironment = {
  syntax,
  compile(code, name) {
    noteHead(name, code.indexOf(COMMONJS_HEAD) + COMMONJS_HEAD.length);
    return evaluate(code, name);
  },
  importFunction: (filename) =>
    moduleWrap.importFunction(isolateSymbols['vm_dynamic_import_default_internal'] as symbol, filename),
  setArrow(error, frame) {
    const arrow = privateSymbols['arrow_message_private_symbol'] as symbol;
    return Object.defineProperty(error, arrow, { value: frame, writable: true, configurable: true });
  },
};

type CompiledFunction = (...args: unknown[]) => unknown;

const importFunction = (referrer: symbol, name: string) => moduleWrap.importFunction(referrer, name);

/** A cheap test first: most code never calls import(), and needs no parser. */
const mayImport = (code: string): boolean => /\bimport\s*(?:\(|\/[*/])/.test(code);

/** Evaluates an expression whose `import()` goes to the library under the name of `referrer`. */
function evaluateWithImport(code: string, filename: string, referrer: symbol, wrap: (code: string) => string): unknown {
  const script = mayImport(code) ? syntax().transformScript(code) : null;
  if (!script) return evaluate(wrap(code), filename);
  const bind = evaluate(`(function (${script.importFunction}) { return ${wrap(script.code)} })`, filename);
  return (bind as CompiledFunction)(importFunction(referrer, filename));
}

/** vm.Script in this context. */
class ContextifyScript {
  [key: symbol]: unknown;
  readonly sourceMapURL: undefined;
  readonly #code: string;
  readonly #filename: string;
  readonly #referrer: symbol;

  constructor(code: string, filename: string, ...rest: unknown[]) {
    const id = rest[5];
    this.#referrer = typeof id === 'symbol' ? id : Symbol(filename);
    this[privateSymbols['host_defined_option_symbol'] as symbol] = this.#referrer;
    this.#code = code;
    this.#filename = filename;
    // Syntax errors belong to the constructor, the result to the run.
    new Function(code);
  }

  runInContext(context: object | null): unknown {
    if (context !== null) {
      throw Object.assign(new Error('vm contexts are not available in this container; use vm.runInThisContext'), {
        code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      });
    }
    const script = mayImport(this.#code) ? syntax().transformScript(this.#code) : null;
    if (!script) return evaluate(this.#code, this.#filename);
    // The value of a script's last statement is what eval gives, so its import() needs a name in the global scope.
    const scope = globalThis as unknown as Record<string, unknown>;
    scope[script.importFunction] = importFunction(this.#referrer, this.#filename);
    return evaluate(script.code, this.#filename);
  }
}

export function createContextifyBinding(): Binding {
  return {
    ContextifyScript,
    compileFunction: (
      code: string,
      filename: string,
      _lineOffset: number,
      _columnOffset: number,
      _cachedData: unknown,
      _produceCachedData: boolean,
      _context: unknown,
      _extensions: unknown,
      parameters: string[] = [],
      hostId?: symbol,
    ) => ({
      function: evaluateWithImport(
        code,
        filename,
        hostId ?? Symbol(filename),
        (body) => `(function (${parameters.join(', ')}) {${body}\n})`,
      ),
      sourceMapURL: undefined,
      sourceURL: filename,
    }),
    compileFunctionForCJSLoader: (code: string, filename: string, _single: boolean, detectModule: boolean) =>
      compileCommonJs(code, filename, detectModule, environment),
    containsModuleSyntax: (code: string) => syntax().containsModuleSyntax(code),
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
}
