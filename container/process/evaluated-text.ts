/**
 * Text that a program evaluates: `new Function(…)` and its like, and `eval` where it is called by that name. Its `import()`
 * and `await` must be rewritten as those of files are, or the browser would take them for its own. Indirect `eval` runs
 * what it gets as it is: whoever put another function in its place would take the direct one away.
 */

import { importFunctionOf } from '../bindings/module_wrap.ts';
import { currentCallSites, isOurs, placeOf } from './call-sites.ts';
import { hide, replace } from './globals.ts';
import { library } from './library.ts';
import { mayNeedTransform } from './modules/commonjs.ts';
import { PlainProxy } from './proxies.ts';
import { syntax } from './syntax.ts';

/** How many calls may lie between a file and the text that is evaluated. */
const DEEPEST = 30;

type Constructor = new (...texts: string[]) => (...args: unknown[]) => unknown;

const toText = Function.prototype.toString;

/** Puts constructors that rewrite their texts in the place of the engine's own. */
export function installEvaluatedText(): void {
  for (const example of [() => {}, async () => {}, function* () {}, async function* () {}])
    installConstructor(example.constructor as Constructor);
  hide('$labImport', importFunctionOf);
  hide('$labText', rewriteEvaluated);
}

function installConstructor(original: Constructor): void {
  const standIn: Constructor = new PlainProxy(original, {
    apply: (_, __, args: unknown[]) => make(original, args, original),
    construct: (_, args: unknown[], target) =>
      make(original, args, target === standIn ? original : (target as Constructor)),
  });
  replace(original.prototype as object, 'constructor', standIn);
  if ((original as unknown) === Function) replace(globalThis, 'Function', standIn);
}

/** @throws SyntaxError the engine's own */
function make(original: Constructor, args: unknown[], target: Constructor): object {
  const texts = args.map((text) => `${text as string}`);
  const plain = Reflect.construct(original, texts, target) as object;
  if (!texts.some(mayNeedTransform)) return plain;
  const script = syntax().transformScript(`(${toText.call(plain)})`);
  if (!script) return plain;
  const made = evaluateWithImports(script);
  if (target !== original) Object.setPrototypeOf(made, Object.getPrototypeOf(plain) as object);
  return made;
}

function evaluateWithImports({ code, importFunction }: { code: string; importFunction: string | null }): object {
  if (importFunction === null) return (0, eval)(code) as object;
  const bind = (0, eval)(`(function(${importFunction}){return ${code}})`) as (imports: unknown) => object;
  return bind(importFunctionOf(callingFile()));
}

/** What `eval` gets in the place of a text. What does not parse the engine reports. */
function rewriteEvaluated(text: unknown): unknown {
  if (typeof text !== 'string' || !mayNeedTransform(text)) return text;
  let script;
  try {
    script = syntax().transformScript(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
  if (!script) return text;
  if (script.importFunction === null) return script.code;
  return `const ${script.importFunction}=$labImport(${JSON.stringify(callingFile())});${script.code}`;
}

/** The file that evaluates a text; where a browser tells no places, the main script. */
function callingFile(): string {
  for (const site of currentCallSites(DEEPEST)) {
    const { file } = placeOf(site);
    if (file !== '' && !isOurs(site)) return file;
  }
  const { argv } = library.process;
  return argv[1] ?? `${(library.process['cwd'] as () => string)()}/[eval]`;
}
