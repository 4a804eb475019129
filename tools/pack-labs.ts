/**
 * Bundles the platform and packs it and every example into `public/labs/`: file trees as WebContainer's `mount` takes
 * them, so a lab loads two files; and PostgreSQL as a third,
 * which only labs load that want it. `npm run build:platform`.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePlatform, platformDist } from './bundle-platform.ts';
import { bundlePostgres, POSTGRES_PACK, postgresDist } from './bundle-postgres.ts';

type Tree = { [name: string]: { file: { contents: string } } | { directory: Tree } };

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const output = fileURLToPath(new URL('../public/labs/', import.meta.url));

/** What a service needs of a dependency: code, and the metadata by which Node finds it. Not types, maps and prose. */
const RUNS = new Set(['.js', '.cjs', '.mjs', '.json', '.wasm', '.node']);
/** Folders of a dependency with nothing that runs in a service. */
const NEVER_RUNS = new Set(['test', 'tests', '__tests__', 'docs', 'examples', 'benchmark', '.bin']);
/** Made by a run or a tool, so no part of an example. */
const LEFT_OUT = new Set(['.DS_Store', '.package-lock.json', 'postgres']);

await bundlePlatform();
await bundlePostgres();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
pack('platform', platformDist);
copyFileSync(join(postgresDist, POSTGRES_PACK), join(output, POSTGRES_PACK));
for (const name of readdirSync(examples)) {
  if (existsSync(join(examples, name, 'example.json'))) pack(name, join(examples, name));
}

function pack(name: string, directory: string): void {
  const tree = readTree(directory, false);
  const text = JSON.stringify(tree);
  writeFileSync(join(output, `${name}.json`), text);
  console.log(`public/labs/${name}.json: ${countFiles(tree)} files, ${Math.round(text.length / 1024)} KB`);
}

function readTree(directory: string, inDependency: boolean): Tree {
  const tree: Tree = {};
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (inDependency && NEVER_RUNS.has(entry.name)) continue;
      const inside = readTree(path, inDependency || entry.name === 'node_modules');
      if (Object.keys(inside).length > 0) tree[entry.name] = { directory: inside };
    } else if (!inDependency || RUNS.has(extname(entry.name))) {
      tree[entry.name] = { file: { contents: readFileSync(path, 'utf8') } };
    }
  }
  return tree;
}

function countFiles(tree: Tree): number {
  return Object.values(tree).reduce((sum, node) => sum + ('directory' in node ? countFiles(node.directory) : 1), 0);
}
