/**
 * Contexts of `vm`: a script sees an object of the program's choice as its global object. A worker has one realm only,
 * so the language's own objects are those of the program, and `const`, `let` and `class` at a script's top level end
 * with it.
 */

import type { ScriptNames } from './modules/script-names.ts';
import { nodeData, privateSymbols } from './library.ts';
import { PlainProxy } from './proxies.ts';
import { evaluate, syntax, withName } from './syntax.ts';

const symbol = privateSymbols['contextify_context_private_symbol'] as symbol;
const language = new Set(nodeData.languageGlobals);

/** Makes an object the global object of scripts; without one a fresh object is made. */
export function makeContext(chosen: object | symbol): object {
  const object = typeof chosen === 'symbol' ? {} : chosen;
  Object.defineProperty(object, symbol, { value: true, configurable: true });
  return object;
}

/** Runs a script in a context; its value is that of its last statement. */
export function runInContext(code: string, filename: string, context: object): unknown {
  const names = syntax().scriptNames(code);
  for (const name of names.variables) if (!(name in context)) Reflect.set(context, name, undefined);
  // Functions exist from the script's first statement on.
  const take = names.functions.length > 0 ? `;$labTake({${names.functions.join()}});` : '';
  const text = `${code.slice(0, names.start)}${take}${code.slice(names.start)}`;
  const run = evaluate('(function($labScope,$labTake,$labCode){with($labScope){return eval($labCode)}})', filename) as (
    this: object,
    scope: object,
    take: (functions: object) => void,
    code: string,
  ) => unknown;
  const takeAll = (functions: object) => void Object.assign(context, functions);
  return run.call(context, scopeOf(context, names), takeAll, withName(text, filename));
}

/** Compiles a function whose free names are those of a context. */
export function compileInContext(code: string, filename: string, context: object): unknown {
  const bind = evaluate(`(function($labScope){with($labScope){return ${code}}})`, filename) as (
    scope: object,
  ) => unknown;
  return bind(scopeOf(context, { functions: [], variables: [], askedFor: [], start: 0 }));
}

/** What stands between a script and the worker's global object. */
function scopeOf(context: object, names: ScriptNames): object {
  const own = new Set(names.functions);
  const askedFor = new Set<PropertyKey>(names.askedFor);
  return new PlainProxy(context, {
    has: (_target, name) => typeof name === 'string' && !name.startsWith('$lab') && !own.has(name),
    get(_target, name) {
      if (name === Symbol.unscopables) return undefined;
      if (name in context) return Reflect.get(context, name) as unknown;
      if (name === 'globalThis') return context;
      if (language.has(name as string)) return Reflect.get(globalThis, name) as unknown;
      if (askedFor.has(name)) return undefined;
      throw new ReferenceError(`${String(name)} is not defined`);
    },
    set: (_target, name, value) => Reflect.set(context, name, value),
  });
}
