/** Node's own JavaScript library as this process sees it: texts, constants, and a place for what bootstrap hands over. */

import type { Shape } from '../bindings/shape.ts';

/** What the build read off the pinned Node; see build/dump-library.cjs. */
export interface NodeData {
  /** `v22.23.2` */
  version: string;
  versions: Record<string, string>;
  release: Record<string, string>;
  /** process.config as JSON. */
  config: string;
  /** Binding name → how it looks. */
  shapes: Record<string, Shape>;
  /** Command-line options and their defaults. */
  options: Record<string, unknown>;
  /** Negative errno → [code, message]. */
  errno: [number, [string, string]][];
  privateSymbols: string[];
  /** Name → description. */
  isolateSymbols: [string, string][];
  /** The global names of JavaScript itself. */
  languageGlobals: string[];
}

type LibraryFunction = (...args: unknown[]) => unknown;

// The build puts these in front of this bundle.
declare const LIBRARY: Record<string, LibraryFunction>;
declare const LIBRARY_IDS: string[];
/** Each file of LIBRARY with the last line of this script that it has, in order. */
declare const LIBRARY_LINES: [id: string, line: number][];
declare const NODE_DATA: NodeData;

export const nodeData: NodeData = NODE_DATA;
export const libraryIds: readonly string[] = LIBRARY_IDS;

/** The file of the library that a line of this script belongs to. */
export const libraryFileAt = (line: number): string | undefined =>
  line < 2 ? undefined : LIBRARY_LINES.find(([, last]) => line <= last)?.[0];

export const privateSymbols: Record<string, symbol> = Object.fromEntries(
  nodeData.privateSymbols.map((name) => [name, Symbol(name)]),
);
export const isolateSymbols: Record<string, symbol> = Object.fromEntries(
  nodeData.isolateSymbols.map(([name, description]) => [name, Symbol(description)]),
);

/** Node's `process` object, as far as we set it up ourselves. */
export interface NodeProcess {
  [key: string | symbol]: unknown;
  env: Record<string, string>;
  argv: string[];
  execArgv: string[];
  exitCode: number | undefined;
  _exiting: boolean;
  emit(event: string, ...args: unknown[]): boolean;
  _fatalException(error: unknown, fromPromise: boolean): boolean;
}

/** What the library's bootstrap hands to us; complete once bootstrap.ts has run. */
export const library = {
  process: Object.create(null) as NodeProcess,
  primordials: Object.create(null) as Record<string, unknown>,
  require: (id: string): unknown => {
    throw new Error(`Node's library is not ready for ${id}`);
  },
  internalBinding: (name: string): unknown => {
    throw new Error(`Node's library is not ready for the binding ${name}`);
  },
};

/** Fetches the text of a file that is not in this script; set when the process has a kernel to ask. */
let fetchText: (id: string) => string = (id) => {
  throw new Error(`No such built-in module: ${id}`);
};

export function setLibraryFetcher(fetcher: (id: string) => string): void {
  fetchText = fetcher;
}

/** The function of one library file, compiled on first use. */
export function libraryFunction(id: string): LibraryFunction {
  LIBRARY[id] ??= evaluateLibraryText(id) as LibraryFunction;
  return LIBRARY[id];
}

/** A text that is fetched when it is wanted. */
export function libraryText(id: string): string {
  return fetchText(id);
}

const evaluated = new Map<string, unknown>();

/** The value of a lazily fetched text, which is evaluated once. */
export function evaluateLibraryText(id: string): unknown {
  if (!evaluated.has(id)) evaluated.set(id, (0, eval)(`${libraryText(id)}\n//# sourceURL=node:${id}`));
  return evaluated.get(id);
}
