/**
 * Stack traces as Node prints them: without the frames of this container's own script, which has no file that a reader
 * could open.
 */

import { errorsOfV8, isOurs, libraryFileOf, placeOf } from './call-sites.ts';
import { ForeignCallSite } from './foreign-stacks.ts';
import { library } from './library.ts';
import { originalPlace } from './source-maps.ts';

/** A service's own code is evaluated; V8 calls functions without a name in it "eval". */
function frameText(site: NodeJS.CallSite): string {
  const text = String(site)
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

/** Frames of WebAssembly that our script called: the HTTP parser. */
const isOurParser = (site: NodeJS.CallSite, caller: NodeJS.CallSite | undefined): boolean =>
  caller !== undefined && /wasm:\/\//.test(String(site)) && (isOurs(caller) || /wasm:\/\//.test(String(caller)));

/** An ES module's body is a generator that the module loader steps through. */
const isModuleStep = (site: NodeJS.CallSite, caller: NodeJS.CallSite | undefined): boolean =>
  caller !== undefined && isOurs(caller) && /^(?:Async)?Generator\.next \(<anonymous>\)$/.test(String(site));

/** A call in Node's library: the reader learns the file, whose lines are not Node's here. */
function libraryFrame(site: NodeJS.CallSite): string[] {
  const file = libraryFileOf(site);
  return file === undefined ? [] : [String(site).replace(/(?:blob|node):[^()]*(\)?)$/, `node:${file}$1`)];
}

/** The frames of an error that no file of the program's has anything to do with. */
function innerFrames(error: Error, sites: NodeJS.CallSite[]): string[] {
  // A file that does not parse has no frame of its own: name what compiled it.
  if (error instanceof SyntaxError) return ['wrapSafe (node:internal/modules/cjs/loader)'];
  const { code, errno } = error as NodeJS.ErrnoException;
  const innermost = sites.find((site) => site.getScriptNameOrSourceURL());
  if (typeof errno === 'number' || (innermost && libraryFileOf(innermost) !== undefined)) {
    return sites.flatMap(libraryFrame);
  }
  // The library's own errors are meant for the reader; other errors that only our script has seen are its defects.
  if (/^ERR_/.test(String(code))) return ['process.processTicksAndRejections (node:internal/process/task_queues)'];
  return sites.map(frameText);
}

/** Takes the place of the library's default Error.prepareStackTrace. */
export function installStackTraces(): void {
  const { kIsNodeError } = library.require('internal/errors') as { kIsNodeError: symbol };
  errorsOfV8.prepareStackTrace = (error, all) => {
    // In WebKit frames have no files, and a list of names without places says nothing.
    const sites = all.filter((site) => !(site instanceof ForeignCallSite) || site.getFileName() !== null);
    const theirs = sites.filter((site, at) => {
      const caller = sites[at + 1];
      return !isOurs(site) && !isOurParser(site, caller) && !isModuleStep(site, caller);
    });
    const { code } = error as NodeJS.ErrnoException;
    const inFiles = theirs.some((site) => site.getScriptNameOrSourceURL());
    const frames = inFiles ? theirs.map(frameText) : innerFrames(error, sites);
    // An error of the library's own has its code in its stack, not in its name.
    const head =
      kIsNodeError in error ? `${error.name} [${code}]: ${error.message}` : Error.prototype.toString.call(error);
    return [head, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  };
}
