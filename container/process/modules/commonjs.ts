/** Compiling CommonJS the way `internalBinding('contextify')` does for Node's loader. */
import type { Shift } from './transform.ts';
import { sourceMapUrlOf } from './source-map-url.ts';
import { sourceFrame } from './source-position.ts';

export interface CommonJsEnvironment {
  syntax(): Pick<typeof import('./index.ts'), 'transformScript' | 'containsModuleSyntax' | 'locateSyntaxError'>;
  /** Evaluates an expression in sloppy mode in the global scope; `name` is what stack traces show. */
  compile(code: string, name: string, shifts?: Shift[]): unknown;
  /** What `import()` calls in this file. */
  importFunction(filename: string): (specifier: unknown, options?: unknown) => Promise<unknown>;
  /** Attaches the lines to print above a syntax error; see arrow_message_private_symbol. */
  setArrow(error: Error, frame: string): Error;
}

/** Like the result of `contextify.compileFunctionForCJSLoader`. */
export interface CompiledCommonJs {
  function: ((...parameters: unknown[]) => unknown) | undefined;
  canParseAsESM: boolean;
  cachedDataRejected: boolean;
  sourceMapURL: string | undefined;
  sourceURL: string | undefined;
}

const PARAMETERS = 'exports,require,module,__filename,__dirname';

/**
 * @param detectModule whether a text that is an ES module is reported as such instead of thrown at
 * @throws {SyntaxError} with Node's wording and frame
 */
export function compileCommonJs(
  source: string,
  filename: string,
  detectModule: boolean,
  env: CommonJsEnvironment,
): CompiledCommonJs {
  const sourceMapURL = sourceMapUrlOf(source);
  const result = { cachedDataRejected: false, sourceMapURL, sourceURL: undefined, canParseAsESM: false };
  try {
    return { ...result, function: compileWrapper(source, filename, env), sourceURL: filename };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (detectModule && env.syntax().containsModuleSyntax(source)) {
      return { ...result, function: undefined, canParseAsESM: true };
    }
    const place = env.syntax().locateSyntaxError(source, 'commonjs');
    if (!place) throw error;
    throw env.setArrow(new SyntaxError(place.message), sourceFrame(filename, source, place, place.width));
  }
}

/** A cheap test: most scripts neither call `import()` nor await anything, and need no parser. */
export const mayNeedTransform = (source: string): boolean => /\bimport\s*(?:\(|\/[*/])|\bawait\b/.test(source);

function compileWrapper(
  source: string,
  filename: string,
  env: CommonJsEnvironment,
): (...parameters: unknown[]) => unknown {
  const script = mayNeedTransform(source) ? env.syntax().transformScript(source) : null;
  const body = (script?.code ?? source).replace(/^#!/, '//');
  const wrapper = `(function(${PARAMETERS}){${body}\n})`;
  if (!script?.importFunction)
    return env.compile(wrapper, filename, script?.shifts) as (...parameters: unknown[]) => unknown;
  const bind = env.compile(`(function(${script.importFunction}){return ${wrapper}})`, filename, script.shifts) as (
    importFunction: unknown,
  ) => (...parameters: unknown[]) => unknown;
  return bind(env.importFunction(filename));
}
