/**
 * Stack traces as Node prints them: with the frames of its library, and without those of this container's own code, for
 * which Node has C++.
 */

import { errorsOfV8, isOurs, libraryFileOf, placeOf } from './call-sites.ts';
import { ForeignCallSite } from './foreign-stacks.ts';
import { library } from './library.ts';
import { originalPlace } from './source-maps.ts';
import { nameOf } from './syntax.ts';

/** A service's own code is evaluated; V8 calls functions without a name in it "eval". */
function frameText(site: NodeJS.CallSite): string {
  const text = String(site)
    .replace(site.getScriptNameOrSourceURL() ?? '', nameOf)
    .replace(/^(async )?eval \((?!eval at)(.*)\)$/, '$1$2')
    .replace(/\.eval \[as (\S+)\]/, '.$1')
    .replace(/^((?:async )?(?:new |\S+\.))eval \(/, '$1<anonymous> (');
  const { file, line, column } = placeOf(site);
  const original = originalPlace({ file, line, column });
  if (original) {
    const name = /^(.*) \(/.exec(text)?.[1] ?? '<anonymous>';
    return `${name} (${original.file}:${original.line}:${original.column})`;
  }
  return text.replace(/:\d+:\d+(\)?)$/, (_, end: string | undefined = '') => `:${line}:${column}${end}`);
}

const isWasm = (site: NodeJS.CallSite): boolean => String(site).includes('wasm://');

/** A frame of the HTTP parser's: WebAssembly that has called our script. */
function isOurParser(sites: NodeJS.CallSite[], at: number): boolean {
  if (!isWasm(sites[at]!)) return false;
  const called = sites.slice(0, at).findLast((site) => !isWasm(site));
  return called !== undefined && isOurs(called);
}

/** A function of the browser's that our script called: of a generator that is an ES module's body, say. */
const isOurStep = (site: NodeJS.CallSite, caller: NodeJS.CallSite | undefined): boolean =>
  !site.getScriptNameOrSourceURL() && caller !== undefined && isOurs(caller) && libraryFileOf(caller) === undefined;

/** A call in a file of Node's library: the reader learns the file, whose lines are not Node's here. */
function libraryFrame(site: NodeJS.CallSite, file: string): string {
  if (site.getFunctionName() === file) return `node:${file}`; // The file's own code.
  return String(site)
    .replace(`${file}/`, '') // Firefox names some functions by the place that the file's own function has in the bundle.
    .replace(/^((?:async )?\S+\.)eval \(/, '$1<anonymous> (')
    .replace(/(?:blob|node):[^()]*(\)?)$/, `node:${file}$1`);
}

/** What there is to say of an error that none of the program's files, and none of the library's, has to do with. */
function innerFrames(error: Error, sites: NodeJS.CallSite[]): string[] {
  // A file that does not parse has no frame of its own: name what compiled it.
  if (error instanceof SyntaxError) return ['wrapSafe (node:internal/modules/cjs/loader)'];
  const { code, errno } = error as NodeJS.ErrnoException;
  // The system's errors come without a stack where nobody of the program's waits for them, as on Node.
  if (typeof errno === 'number') return [];
  // The library's own errors are meant for the reader; other errors that only our script has seen are its defects.
  if (/^ERR_/.test(String(code))) return ['process.processTicksAndRejections (node:internal/process/task_queues)'];
  return sites.map(frameText);
}

/** Takes the place of the library's default Error.prepareStackTrace. */
export function installStackTraces(): void {
  const { kIsNodeError, overrideStackTrace } = library.require('internal/errors') as {
    kIsNodeError: symbol;
    overrideStackTrace: WeakMap<Error, unknown>;
  };
  errorsOfV8.prepareStackTrace = (error, all) => {
    // The library has these for errors that are to be shown without its own calls, and for nothing else.
    const hidesLibrary = overrideStackTrace.delete(error);
    // In WebKit frames have no files, and a list of names without places says nothing.
    const sites = all.filter((site) => !(site instanceof ForeignCallSite) || site.getFileName() !== null);
    const frames = sites.flatMap((site, at) => {
      const file = libraryFileOf(site);
      if (file !== undefined) return hidesLibrary ? [] : [libraryFrame(site, file)];
      return isOurs(site) || isOurParser(sites, at) || isOurStep(site, sites[at + 1]) ? [] : [frameText(site)];
    });
    const { code } = error as NodeJS.ErrnoException;
    // An error of the library's own has its code in its stack, not in its name.
    const head =
      kIsNodeError in error ? `${error.name} [${code}]: ${error.message}` : Error.prototype.toString.call(error);
    const shown = frames.length > 0 || hidesLibrary ? frames : innerFrames(error, sites);
    return [head, ...shown.map((frame) => `    at ${frame}`)].join('\n');
  };
}
