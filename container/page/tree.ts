import type { FileSystemTree } from '../api.ts';

/** Throws a TypeError that names the node unless `tree` is a well-formed tree of files. */
export function checkTree(tree: unknown, at = ''): asserts tree is FileSystemTree {
  if (!isRecord(tree)) throw new TypeError(`mount: ${at || 'the tree'} must be an object of names and nodes`);
  for (const [name, node] of Object.entries(tree)) {
    const path = `${at}/${name}`;
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
      throw new TypeError(`mount: '${path}' is no file name; nest directories as { directory: { … } }`);
    }
    if (isRecord(node) && 'directory' in node) checkTree(node['directory'], path);
    else if (!isRecord(node) || !isFile(node['file'])) {
      throw new TypeError(
        `mount: '${path}' must be { directory: { … } }, { file: { contents: string or Uint8Array } } or { file: { symlink: string } }`,
      );
    }
  }
}

function isFile(file: unknown): boolean {
  if (!isRecord(file)) return false;
  const { contents, symlink } = file;
  return typeof contents === 'string' || contents instanceof Uint8Array || typeof symlink === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
