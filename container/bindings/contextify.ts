/** `internalBinding('contextify')`: compiling JavaScript. */

import { host } from '../process/host.ts';
import { privateSymbols } from '../process/library.ts';
import { compileCommonJs, mayNeedTransform, type CommonJsEnvironment } from '../process/modules/commonjs.ts';
import { sourceMapUrlOf } from '../process/modules/source-map-url.ts';
import { sourceFrame } from '../process/modules/source-position.ts';
import { evaluate, syntax } from '../process/syntax.ts';
import { compileInContext, makeContext, runInContext } from '../process/vm-context.ts';
import { importFunctionOf, moduleWrap } from './module_wrap.ts';
import { noteCompiled } from '../process/call-sites.ts';
import type { Binding } from './shape.ts';

/** What stands in front of a CommonJS file's text, at the end of the wrapper's head. */
const COMMONJS_HEAD = '__dirname){';

const environment: CommonJsEnvironment = {
  syntax,
  compile(code, name, shifts) {
    noteCompiled(name, code.indexOf(COMMONJS_HEAD) + COMMONJS_HEAD.length, shifts);
    return evaluate(code, name);
  },
  importFunction: importFunctionOf,
  setArrow(error, frame) {
    const arrow = privateSymbols['arrow_message_private_symbol'] as symbol;
    return Object.defineProperty(error, arrow, { value: frame, writable: true, configurable: true });
  },
};

type CompiledFunction = (...args: unknown[]) => unknown;

const importFunction = (referrer: symbol, name: string) => moduleWrap.importFunction(referrer, name);

interface Place {
  filename: string;
  /** Under whose name `import()` goes to the library. */
  referrer: symbol;
  /** Undefined: the program's own. */
  context: object | undefined;
}

/** Evaluates code that is wrapped into an expression. */
function evaluateWrapped(
  code: string,
  { filename, referrer, context }: Place,
  wrap: (code: string) => string,
): unknown {
  const evaluateIn = (text: string) => (context ? compileInContext(text, filename, context) : evaluate(text, filename));
  const script = mayNeedTransform(code) ? syntax().transformScript(code) : null;
  if (!script?.importFunction) return evaluateIn(wrap(script?.code ?? code));
  const bind = evaluateIn(`(function (${script.importFunction}) { return ${wrap(script.code)} })`);
  return (bind as CompiledFunction)(importFunction(referrer, filename));
}

/** vm.Script in this context. */
class ContextifyScript {
  [key: symbol]: unknown;
  readonly sourceMapURL: string | undefined;
  readonly #code: string;
  readonly #filename: string;
  readonly #referrer: symbol;

  constructor(code: string, filename: string, ...rest: unknown[]) {
    const id = rest[5];
    this.#referrer = typeof id === 'symbol' ? id : Symbol(filename);
    this[privateSymbols['host_defined_option_symbol'] as symbol] = this.#referrer;
    this.sourceMapURL = sourceMapUrlOf(code);
    this.#code = code;
    this.#filename = filename;
    // Syntax errors belong to the constructor, the result to the run.
    try {
      new Function(code);
    } catch (error) {
      const place = syntax().locateSyntaxError(code, 'script');
      if (error instanceof Error && place) {
        error.stack = `${sourceFrame(filename, code, place, place.width)}\n${error.stack ?? ''}`;
      }
      throw error;
    }
  }

  /** @param timeout milliseconds; nothing can stop a script that runs, so it is told afterwards */
  runInContext(context: object | null, timeout: number): unknown {
    const start = host.performance.now();
    const value = this.#run(context);
    if (timeout > 0 && host.performance.now() - start > timeout) {
      const error = new Error(`Script execution timed out after ${timeout}ms`);
      throw Object.assign(error, { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
    }
    return value;
  }

  #run(context: object | null): unknown {
    const script = mayNeedTransform(this.#code) ? syntax().transformScript(this.#code) : null;
    const code = script?.code ?? this.#code;
    if (context) return runInContext(code, this.#filename, context);
    if (!script?.importFunction) return evaluate(code, this.#filename);
    // The value of a script's last statement is what eval gives, so its import() needs a name in the global scope.
    const scope = globalThis as unknown as Record<string, unknown>;
    scope[script.importFunction] = importFunction(this.#referrer, this.#filename);
    return evaluate(code, this.#filename);
  }
}

export function createContextifyBinding(): Binding {
  return {
    ContextifyScript,
    makeContext,
    compileFunction: (
      code: string,
      filename: string,
      _lineOffset: number,
      _columnOffset: number,
      _cachedData: unknown,
      _produceCachedData: boolean,
      context: object | undefined,
      _extensions: unknown,
      parameters: string[] = [],
      hostId?: symbol,
    ) => ({
      function: evaluateWrapped(
        code,
        { filename, referrer: hostId ?? Symbol(filename), context },
        (body) => `(function (${parameters.join(', ')}) {${body}\n})`,
      ),
      sourceMapURL: sourceMapUrlOf(code),
      sourceURL: filename,
    }),
    compileFunctionForCJSLoader: (code: string, filename: string, _single: boolean, detectModule: boolean) =>
      compileCommonJs(code, filename, detectModule, environment),
    containsModuleSyntax: (code: string, _name?: string, _resource?: unknown, withoutVariables?: unknown) =>
      syntax().containsModuleSyntax(code, withoutVariables === undefined ? 'commonjs' : 'script'),
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
}
