/** `internalBinding('modules')`: package.json for the module loaders. */

import { KernelError } from '../process/calls.ts';
import { readFile } from '../process/disk.ts';
import { library } from '../process/library.ts';
import { decode } from './encodings.ts';
import type { Binding } from './shape.ts';

/** name, main, type, imports and exports (as JSON), file */
type PackageFields = [
  name: string | undefined,
  main: string | undefined,
  type: 'commonjs' | 'module' | 'none',
  imports: string | undefined,
  exports: string | undefined,
  file: string,
];

const parsed = new Map<Uint8Array, PackageFields>();

function readPackage(file: string, base?: string, specifier?: string): PackageFields | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readFile(file);
  } catch (error) {
    if (error instanceof KernelError && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code)) return undefined;
    throw error;
  }
  const known = parsed.get(bytes); // The cache hands out the same bytes while the file is unchanged.
  if (known) return known;
  let data: unknown;
  try {
    data = JSON.parse(decode(bytes, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    const from =
      base === undefined ? '' : ` while importing ${specifier === undefined ? '' : `"${specifier}" from `}${base}.`;
    throw Object.assign(new Error(`Invalid package config ${file}.${from} ${(error as Error).message}`), {
      code: 'ERR_INVALID_PACKAGE_CONFIG',
    });
  }
  const fields = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  // The library parses what begins like an object or a list; a string it takes as it is.
  const json = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined);
  const { type } = fields;
  const result: PackageFields = [
    text(fields['name']),
    text(fields['main']),
    type === 'module' || type === 'commonjs' ? type : 'none',
    json(fields['imports']),
    typeof fields['exports'] === 'string' ? fields['exports'] : json(fields['exports']),
    file,
  ];
  parsed.set(bytes, result);
  return result;
}

/** The package that a file belongs to: the nearest package.json above it, not past node_modules. */
function nearestPackage(path: string): PackageFields | undefined {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    const directory = path.slice(0, at);
    if (directory.endsWith('/node_modules')) return undefined;
    const found = readPackage(`${directory}/package.json`);
    if (found) return found;
    if (at === 0) break;
  }
  return undefined;
}

const pathOf = (url: string): string => {
  if (!url.startsWith('file:')) return url;
  return (library.require('internal/url') as { fileURLToPath(url: string): string }).fileURLToPath(url);
};

export function createModulesBinding(): Binding {
  return {
    readPackageJSON: (file: string, _isESM?: boolean, base?: string, specifier?: string) =>
      readPackage(file, base, specifier),
    getNearestParentPackageJSONType: (file: string) => nearestPackage(file)?.[2] ?? 'none',
    /** The fields, or where a package.json would have been. */
    getPackageScopeConfig: (url: string) => nearestPackage(pathOf(url)) ?? '/package.json',
    getPackageType(url: string) {
      const type = nearestPackage(pathOf(url))?.[2];
      return type === 'none' ? undefined : type;
    },
    /** import.meta.dirname and .filename */
    setLazyPathHelpers(meta: object, url: string) {
      const filename = pathOf(url);
      Object.assign(meta, { dirname: filename.slice(0, filename.lastIndexOf('/')) || '/', filename });
    },
    enableCompileCache: () => [3], // DISABLED: there is no code cache to keep
    getCompileCacheDir: () => undefined,
    flushCompileCache() {},
  };
}
