import { z } from './zod.ts';
import { parseExample } from '../content/example-schema.ts';
import type { Example } from '../content/example-schema.ts';
import { address } from '../site.ts';
import { loadPack, type Progress } from './pack.ts';
import { treeSchema } from './packed-tree.ts';
import { labProblem, ProblemError } from './problem.ts';
import type { FileSystemTree } from './runtime/container.ts';

/** An example as the lab works with it. */
export interface ExampleFiles {
  /** The name of its directory: `06-processes`. */
  name: string;
  meta: Example;
  tree: FileSystemTree;
}

/** A file that the lab shows. */
export interface ShownFile {
  /** As its tab says it: `web.js`. */
  name: string;
  /** Where it lies in the example: `wrong/web.js`. */
  path: string;
  /** As published. */
  text: string;
  readonly: boolean;
}

/**
 * Loads an example's files and its metadata.
 * @throws ProblemError `no-files` that names the address and what was wrong with the answer
 */
export async function loadExample(name: string): Promise<ExampleFiles> {
  const file = `${name}.json`;
  const tree = await loadTree(file);
  const text = readText(tree, 'example.json');
  if (text === null) throw noFiles(file, 'It holds no example.json.');
  try {
    return { name, tree, meta: parseExample(text, `examples/${name}/example.json`) };
  } catch (error) {
    throw noFiles(file, (error as Error).message);
  }
}

/**
 * Loads the platform's files.
 * @throws ProblemError `no-files`
 */
export function loadPlatform(): Promise<FileSystemTree> {
  return loadTree('platform.json');
}

/**
 * Loads PostgreSQL, for an example that wants a database: some megabytes.
 * @throws ProblemError `no-files`
 */
export async function loadPostgres(
  signal: AbortSignal,
  progress: (progress: Progress) => void,
): Promise<FileSystemTree> {
  const file = 'postgres.pack';
  try {
    return await loadPack(address(`labs/${file}`), {
      signal,
      progress: (bytes, total) => progress({ what: 'PostgreSQL', bytes, total }),
    });
  } catch (error) {
    throw noFiles(file, (error as Error).message);
  }
}

async function loadTree(file: string): Promise<FileSystemTree> {
  let data: unknown;
  try {
    const response = await fetch(address(`labs/${file}`));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    data = await response.json();
  } catch (error) {
    throw noFiles(file, (error as Error).message);
  }
  const parsed = treeSchema.safeParse(data);
  if (!parsed.success) throw noFiles(file, z.prettifyError(parsed.error));
  return parsed.data;
}

function noFiles(file: string, cause: string): ProblemError {
  return new ProblemError(
    labProblem(
      'no-files',
      'The files of the lab did not load',
      `labs/${file}: ${cause}`,
      'Check the network and run again. On a site of your own, build it anew: the build writes these files.',
    ),
  );
}

/** A text file in a tree; null when there is none at that path. */
export function readText(tree: FileSystemTree, path: string): string | null {
  const [head = '', ...rest] = path.split('/');
  const node = tree[head];
  if (node === undefined) return null;
  if ('directory' in node) return rest.length === 0 ? null : readText(node.directory, rest.join('/'));
  if (rest.length > 0 || !('contents' in node.file) || typeof node.file.contents !== 'string') return null;
  return node.file.contents;
}

/** A tree with one text file written over or added; the given tree stays as it is. */
export function withText(tree: FileSystemTree, path: string, text: string): FileSystemTree {
  const [head = '', ...rest] = path.split('/');
  if (rest.length === 0) return { ...tree, [head]: { file: { contents: text } } };
  const node = tree[head];
  const inside = node !== undefined && 'directory' in node ? node.directory : {};
  return { ...tree, [head]: { directory: withText(inside, rest.join('/'), text) } };
}

/**
 * The files that the lab shows for a version, in tab order. A file that the version does not have itself is that of
 * the app it is laid over.
 * @throws ProblemError `no-files` when the metadata names a version or a file that is not there
 */
export function shownFiles({ name, meta, tree }: ExampleFiles, versionId: string): ShownFile[] {
  const version = meta.versions[versionId];
  if (version === undefined) throw noFiles(`${name}.json`, `example.json has no version "${versionId}".`);
  return version.files.map((file) => {
    for (const directory of [version.dir, version.base]) {
      if (directory === undefined) continue;
      const path = `${directory}/${file}`;
      const text = readText(tree, path);
      if (text !== null) return { name: file, path, text, readonly: version.readonly.includes(file) };
    }
    throw noFiles(`${name}.json`, `${version.dir}/${file} is named in example.json, but it is not there.`);
  });
}
