/**
 * Bundles the platform and packs it and every example into `public/labs/`: file trees as WebContainer's `mount` takes
 * them, so a lab loads two files; and PostgreSQL as a third,
 * which only labs load that want it. `npm run build:platform`.
 */
import { isUtf8 } from 'node:buffer';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExample } from '../src/content/example-schema.ts';
import { packagesOf } from '../platform/dependencies.ts';
import { bundlePlatform, platformDist } from './bundle-platform.ts';
import { bundlePostgres, POSTGRES_PACK, postgresDist } from './bundle-postgres.ts';

/** A file that is no UTF-8 text is packed as base64; whoever loads the pack decodes it. */
type PackedFile = { contents: string } | { base64: string };
type Tree = { [name: string]: { file: PackedFile } | { directory: Tree } };

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const output = fileURLToPath(new URL('../public/labs/', import.meta.url));

/** What a service needs of a dependency: code, and the metadata by which Node finds it. Not types, maps and prose. */
const RUNS = new Set(['.js', '.cjs', '.mjs', '.json', '.wasm', '.node']);
/** Folders of a dependency with nothing that runs in a service. */
const NEVER_RUNS = new Set(['test', 'tests', '__tests__', 'docs', 'examples', 'benchmark', '.bin']);
/** Of packages that come in several builds, the files that Node loads. */
const LOADED: Record<string, RegExp> = {
  'isomorphic-git': /^(package\.json|index\.cjs)$/,
  // What `import` finds, and the list of mail providers that it reads.
  nodemailer: /^(package\.json|dist|dist\/(esm|well-known)(\/.*)?)$/,
  'sql.js': /^(package\.json|dist|dist\/sql-wasm\.(js|wasm))$/,
};
/** Made by a run or a tool, or packed apart, so no part of an example's own files. */
const LEFT_OUT = new Set(['.DS_Store', 'node_modules', 'postgres']);

await bundlePlatform();
await bundlePostgres();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
pack('platform', readTree(platformDist));
copyFileSync(join(postgresDist, POSTGRES_PACK), join(output, POSTGRES_PACK));
for (const name of readdirSync(examples)) {
  const directory = join(examples, name);
  const file = join(directory, 'example.json');
  if (!existsSync(file)) continue;
  const { services } = parseExample(readFileSync(file, 'utf8'), file);
  // An example with a registry has its packages there, and builds install them.
  const dependencies = services.some(({ kind }) => kind === 'registry') ? {} : readDependencies(directory);
  pack(name, { ...readTree(directory), ...dependencies });
}

function pack(name: string, tree: Tree): void {
  const text = JSON.stringify(tree);
  writeFileSync(join(output, `${name}.json`), text);
  console.log(`public/labs/${name}.json: ${countFiles(tree)} files, ${Math.round(text.length / 1024)} KB`);
}

/**
 * What any app of an example declares, and the example itself for its experiments, in one `node_modules`: each app
 * finds it there, and the platform's builds take what each declares.
 */
function readDependencies(example: string): Tree {
  const declared: Record<string, unknown> = {};
  for (const file of globSync('**/package.json', { cwd: example, exclude: (name) => name === 'node_modules' })) {
    const { dependencies } = JSON.parse(readFileSync(join(example, file), 'utf8')) as { dependencies?: object };
    Object.assign(declared, dependencies);
  }
  const tree: Tree = {};
  for (const { name, directory, path } of packagesOf(
    { directory: example, base: null, installed: [examples] },
    declared,
  )) {
    insert(tree, path.split('/'), readTree(directory, LOADED[name] ?? /./));
  }
  return tree;
}

/** Puts a directory at a path of a tree, beside what is there. */
function insert(tree: Tree, [head = '', ...rest]: string[], inside: Tree): void {
  const node = tree[head];
  const directory = node && 'directory' in node ? node.directory : {};
  if (rest.length === 0) Object.assign(directory, inside);
  else insert(directory, rest, inside);
  tree[head] = { directory };
}

/** @param loaded for a dependency: which of its paths are packed */
function readTree(directory: string, loaded: RegExp | null = null, below = ''): Tree {
  const tree: Tree = {};
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${below}${entry.name}`;
    if (LEFT_OUT.has(entry.name) || (loaded && !loaded.test(path))) continue;
    if (entry.isDirectory()) {
      if (loaded && NEVER_RUNS.has(entry.name)) continue;
      const inside = readTree(join(directory, entry.name), loaded, `${path}/`);
      if (Object.keys(inside).length > 0) tree[entry.name] = { directory: inside };
    } else if (!loaded || RUNS.has(extname(entry.name))) {
      tree[entry.name] = { file: packFile(readFileSync(join(directory, entry.name))) };
    }
  }
  return tree;
}

function packFile(bytes: Buffer): PackedFile {
  return isUtf8(bytes) ? { contents: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
}

function countFiles(tree: Tree): number {
  return Object.values(tree).reduce((sum, node) => sum + ('directory' in node ? countFiles(node.directory) : 1), 0);
}
