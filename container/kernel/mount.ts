import type { FileSystemTree } from '../api.ts';
import type { Disk } from './disk.ts';
import { O_CREAT, O_TRUNC, O_WRONLY } from './disk.ts';

const SHEBANG = [0x23, 0x21];
const encoder = new TextEncoder();

/** Writes a tree of files below `path`, over what is there. Trees carry no modes: scripts with a `#!` get executable. */
export function mount(disk: Disk, tree: FileSystemTree, path: string): void {
  disk.mkdir(path, 0o755, true);
  for (const [name, node] of Object.entries(tree)) {
    const at = path === '/' ? `/${name}` : `${path}/${name}`;
    if ('directory' in node) {
      mount(disk, node.directory, at);
    } else if ('symlink' in node.file) {
      disk.remove(at, false, true);
      disk.symlink(node.file.symlink, at);
    } else {
      const { contents } = node.file;
      const bytes = typeof contents === 'string' ? encoder.encode(contents) : contents;
      disk.writeFile(at, bytes, O_WRONLY | O_CREAT | O_TRUNC, 0o644);
      if (SHEBANG.every((byte, index) => bytes[index] === byte)) disk.chmod(disk.lookup(at), 0o755, at);
    }
  }
}
