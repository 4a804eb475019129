import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserPage } from './browsers/browser.ts';

/** Bytes that go into the page at a time: a message to a browser has an end. */
const PORTION = 4 * 1024 * 1024;

/** A file or link on the way into the page. Bytes travel as base64, since only text does. */
type Entry = { path: string; base64: string } | { path: string; symlink: string };

/**
 * Mounts a directory of this machine in the page's container, bytes and links as they are.
 * @param at where, relative to the container's working directory
 * @param keep says of each path (relative to the directory) whether it comes along; default: all but `.git`
 */
export async function mountDirectory(
  page: BrowserPage,
  directory: string,
  at = '',
  keep: (path: string) => boolean = (path) => path !== '.git',
): Promise<void> {
  let portion: Entry[] = [];
  let size = 0;
  const send = async () => {
    await page.evaluate(mountEntries, { entries: portion, at });
    [portion, size] = [[], 0];
  };
  for (const entry of entriesOf(directory, '', keep)) {
    portion.push(entry);
    size += 'base64' in entry ? entry.base64.length : 0;
    if (size > PORTION) await send();
  }
  await send();
}

function* entriesOf(directory: string, below: string, keep: (path: string) => boolean): Generator<Entry> {
  for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!keep(path)) continue;
    const file = join(directory, path);
    if (entry.isDirectory()) yield* entriesOf(directory, path, keep);
    else if (entry.isSymbolicLink()) yield { path, symlink: readlinkSync(file) };
    else if (statSync(file).isFile()) yield { path, base64: readFileSync(file, 'base64') };
  }
}

/** Runs in the page. */
async function mountEntries({ entries, at }: { entries: Entry[]; at: string }): Promise<void> {
  type Tree = Parameters<typeof window.container.mount>[0];
  // Without a prototype: a folder may be called `constructor`.
  const empty = () => Object.create(null) as Tree;
  const root = empty();
  for (const entry of entries) {
    const names = entry.path.split('/');
    const name = names.pop()!;
    let tree = root;
    for (const folder of names) {
      const node = (tree[folder] ??= { directory: empty() });
      if (!('directory' in node)) throw new Error(`${entry.path} lies below a file`);
      tree = node.directory;
    }
    tree[name] =
      'symlink' in entry
        ? { file: { symlink: entry.symlink } }
        : { file: { contents: Uint8Array.from(atob(entry.base64), (character) => character.charCodeAt(0)) } };
  }
  await window.container.mount(root, { mountPoint: at });
}
