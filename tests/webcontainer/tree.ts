import type { FileSystemTree } from '../../container/api.ts';

/** A tree as the client sends it: directories, files (bytes as latin1 text), links. */
interface WireTree {
  d: Record<string, WireTree | { f: { c: string; b?: true } | { l: string } }>;
}

/** The client's tree as our container takes it. */
export function readTree({ d }: WireTree): FileSystemTree {
  const tree: FileSystemTree = {};
  for (const [name, node] of Object.entries(d)) {
    if ('d' in node) tree[name] = { directory: readTree(node) };
    else if ('l' in node.f) tree[name] = { file: { symlink: node.f.l } };
    else tree[name] = { file: { contents: node.f.b ? bytesOf(node.f.c) : node.f.c } };
  }
  return tree;
}

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0));
}
