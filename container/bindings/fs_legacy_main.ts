/** Where a package without "exports" begins. */

import { S_IFDIR } from '../kernel/inode.ts';
import { statOrNull, typeOf } from '../process/disk.ts';
import { absolutePath } from './fs_calls.ts';

/** Places where a package without "exports" may keep its entry, in Node's order (src/node_file.cc). */
const LEGACY_MAINS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];

/** Which of the places it is; `directory` ends with a slash. */
export function legacyMainResolve(directory: string, main: string | null, base?: string): number {
  const isFile = (path: string) => {
    const fields = statOrNull(absolutePath(path));
    return fields !== null && typeOf(fields) !== S_IFDIR;
  };
  if (main) {
    const found = LEGACY_MAINS.findIndex((suffix) => isFile(`${directory}${main}${suffix}`));
    if (found >= 0) return found;
  }
  const index = ['index.js', 'index.json', 'index.node'].findIndex((name) => isFile(directory + name));
  if (index >= 0) return 7 + index;
  throw Object.assign(new Error(`Cannot find package '${directory}'${base ? ` imported from ${base}` : ''}`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}
