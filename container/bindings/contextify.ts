/** `internalBinding('contextify')`: compiling JavaScript. One global scope; contexts of vm do not exist here. */

import { isolateSymbols, nodeData, privateSymbols } from '../process/library.ts';
import { compileCommonJs, type CommonJsEnvironment } from '../process/modules/commonjs.ts';
import { evaluate, syntax } from '../process/syntax.ts';
import { moduleWrap } from './module_wrap.ts';
import { type Binding, standIn } from './shape.ts';

const environment: CommonJsEnvironment = {
  syntax,
  compile: evaluate,
  importFunction: (filename) =>
    moduleWrap.importFunction(isolateSymbols['vm_dynamic_import_default_internal'] as symbol, filename),
  setArrow(error, frame) {
    const arrow = privateSymbols['arrow_message_private_symbol'] as symbol;
    return Object.defineProperty(error, arrow, { value: frame, writable: true, configurable: true });
  },
};

type CompiledFunction = (...args: unknown[]) => unknown;

/** vm.compileFunction: a body with parameters of the caller's choice. */
function compileFunction(code: string, filename: string, parameters: string[]): CompiledFunction {
  const script = /\bimport\s*\(/.test(code) ? syntax().transformScript(code) : null;
  const text = `(function (${parameters.join(', ')}) {${script?.code ?? code}\n})`;
  if (!script) return evaluate(text, filename) as CompiledFunction;
  const bind = evaluate(`(function (${script.importFunction}) { return ${text} })`, filename) as CompiledFunction;
  return bind(environment.importFunction(filename)) as CompiledFunction;
}

/** vm.Script in this context. */
class ContextifyScript {
  readonly sourceMapURL: undefined;
  readonly #run: () => unknown;

  constructor(code: string, filename: string) {
    // Syntax errors belong to the constructor, the result to the run.
    new Function(code);
    this.#run = () => evaluate(code, filename);
  }

  runInContext(context: object | null): unknown {
    if (context === null) return this.#run();
    throw Object.assign(new Error('vm contexts are not available in this container; use vm.runInThisContext'), {
      code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    });
  }
}

export function createContextifyBinding(): Binding {
  return {
    ...standIn('contextify', nodeData.shapes['contextify']),
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
    ) => ({ function: compileFunction(code, filename, parameters), sourceMapURL: undefined, sourceURL: filename }),
    compileFunctionForCJSLoader: (code: string, filename: string, _single: boolean, detectModule: boolean) =>
      compileCommonJs(code, filename, detectModule, environment),
    containsModuleSyntax: (code: string) => syntax().containsModuleSyntax(code),
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
}
