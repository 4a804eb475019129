/**
 * Stack traces as Node prints them: without the frames of this container's own script, which has no file that a reader
 * could open. Only V8 asks JavaScript how to print a trace; elsewhere traces stay as the browser makes them.
 */

type Prepare = (error: Error, sites: NodeJS.CallSite[]) => unknown;

/** File → characters that stand before its text on the first line: the wrapper's head. */
const heads = new Map<string, number>();

/** Remembers that a file's text was compiled behind a head of `length` characters. */
export function noteHead(file: string, length: number): void {
  heads.set(file, length);
}

/** A service's own code is evaluated; V8 calls its outermost function "eval". */
function frameText(site: NodeJS.CallSite): string {
  const text = String(site)
    .replace(/^(?:Object\.)?eval \(/, 'Object.<anonymous> (')
    .replace(/\.eval \[as (\S+)\]/, '.$1');
  const head = site.getLineNumber() === 1 ? heads.get(site.getScriptNameOrSourceURL() ?? '') : undefined;
  return head === undefined
    ? text
    : text.replace(/:1:(\d+)(\)?)$/, (_, column, end) => `:1:${Number(column) - head}${end}`);
}

const isOurs = (site: NodeJS.CallSite): boolean => {
  const source = site.getScriptNameOrSourceURL() ?? '';
  return source.startsWith('blob:') || source.startsWith('node:');
};

/** Takes the place of the library's default Error.prepareStackTrace. */
export function installStackTraces(): void {
  const prepare: Prepare = (error, sites) => {
    const theirs = sites.filter((site) => !isOurs(site));
    // A file that does not parse has no frame of its own: name what compiled it. Other errors of ours show theirs.
    const shown = theirs.length > 0 || error instanceof SyntaxError ? theirs : sites;
    const frames = shown.length > 0 ? shown.map(frameText) : ['wrapSafe (node:internal/modules/cjs/loader)'];
    return [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
  };
  (Error as { prepareStackTrace?: Prepare }).prepareStackTrace = prepare;
}
