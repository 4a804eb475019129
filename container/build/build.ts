/** Builds what a page needs to boot the container into public/container/. Run by the pinned Node. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { rolldown } from 'rolldown';
import { bundleKernel } from './kernel-bundle.ts';
import { readLibrary } from './library.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../../public/container/');

/** Bundles one entry into a classic script. */
async function bundle(entry: string, name?: string): Promise<string> {
  const build = await rolldown({
    input: here(entry),
    platform: 'browser',
    tsconfig: false,
    moduleTypes: { '.wasm': 'binary' }, // Its bytes, as a Uint8Array.
  });
  try {
    const { output } = await build.generate({
      format: 'iife',
      strict: true, // Modules are.
      name,
      codeSplitting: false,
      minify: { mangle: { keepNames: true } },
    });
    return output[0].code;
  } finally {
    await build.close();
  }
}

/** Bundles a part into an expression that gives what it exports. */
async function bundlePart(entry: string): Promise<string> {
  return `(() => {${await bundle(entry, 'part')}\nreturn part;})()`;
}

/** Bundles a program of container/programs into a script for `node -e`. */
async function bundleProgram(entry: string): Promise<string> {
  const build = await rolldown({ input: here(entry), platform: 'node', tsconfig: false });
  try {
    const { output } = await build.generate({ format: 'cjs', strict: true, codeSplitting: false, minify: true });
    // Async functions as generators: a process parses and rewrites a text with an `await` in it before it runs (see
    // process/modules/async-context.ts), which would be half of the time in which a small program starts.
    const supported = { 'async-await': false, 'async-generator': false, 'for-await': false };
    return (await transform(output[0].code, { supported, minify: true, charset: 'utf8' })).code;
  } finally {
    await build.close();
  }
}

/** What few processes need, as library texts of their own: `lab:` and the name here. */
const PARTS = {
  syntax: '../process/modules/index.ts',
  zlib: '../compression/zlib.ts',
  'brotli-decoder': '../compression/brotli/decoder.ts',
  'brotli-encoder': '../compression/brotli/encoder.ts',
  serialization: '../serialization/index.ts',
  threads: '../threads/index.ts',
  datagrams: '../datagrams/index.ts',
  histogram: '../statistics/histogram.ts',
  streams: '../streams/index.ts',
  http2: '../http2/index.ts',
  'key-derivation': '../key-derivation/index.ts',
  ciphers: '../ciphers/index.ts',
  'key-pairs': '../key-pairs/index.ts',
};

const [library, npm, sh, utilities, own, kernel, parts] = await Promise.all([
  readLibrary(),
  bundleProgram('../programs/npm/main.ts'),
  bundleProgram('../programs/sh/main.ts'),
  bundleProgram('../programs/utilities/main.ts'),
  bundle('../process/main.ts'),
  bundleKernel(),
  Promise.all(Object.entries(PARTS).map(async ([name, entry]) => [`lab:${name}`, await bundlePart(entry)] as const)),
]);
const { 'lab:syntax': syntax, ...rareParts } = Object.fromEntries(parts);

// llhttp as undici ships it: Node's own HTTP parser, compiled to WebAssembly.
const llhttp = createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js') as Buffer;

// Without the parentheses: an engine compiles a function in parentheses at once, all others when they are called.
const bare = (text: string) => text.replace(/^\(/, '').replace(/\)$/, '');
const object = (texts: Record<string, string>) =>
  `{${Object.entries(texts)
    .map(([id, text]) => `${JSON.stringify(id)}:${bare(text)}`)
    .join(',\n')}}`;
/** The line of the script in which each file of the library ends; the first one begins in the second line. */
const lastLines = (texts: Record<string, string>): [id: string, line: number][] => {
  let line = 1;
  return Object.entries(texts).map(([id, text]) => [id, (line += text.split('\n').length)]);
};
const json = (value: unknown) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

const processScript = [
  '(() => {',
  `const LIBRARY = ${object(library.core)};`,
  `const LIBRARY_IDS = ${json([library.core, library.often, library.typescript, library.rest].flatMap(Object.keys))};`,
  `const LIBRARY_LINES = ${json(lastLines(library.core))};`,
  `const NODE_DATA = ${json(library.data)};`,
  `const LLHTTP = ${JSON.stringify(Buffer.from(llhttp).toString('base64'))};`,
  own,
  '})();',
]
  .join('\n')
  // One character beyond Latin-1 would make the engine hold, and read, the whole script in twice the memory.
  .replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

mkdirSync(out, { recursive: true });
const files: Record<string, string> = {
  'frame.html': kernel.frameHtml,
  'shell.html': kernel.shellHtml,
  'kernel.js': kernel.kernel,
  'process.js': processScript,
  'often.json': JSON.stringify({ ...library.often, 'lab:syntax': syntax }),
  'library.json': JSON.stringify({
    ...library.rest,
    ...rareParts,
    'lab:options': `(${JSON.stringify(library.optionsInfo)})`,
    'lab:npm': npm,
    'lab:sh': sh,
    'lab:utilities': utilities,
  }),
  'typescript.json': JSON.stringify(library.typescript),
  'LICENSES.txt': licences(),
};
for (const [name, text] of Object.entries(files)) writeFileSync(out + name, text);
for (const [name, text] of Object.entries(files))
  console.error(`  ${name.padEnd(14)} ${Math.ceil(text.length / 1024)} KB`);

/** The licences of what these files contain. */
function licences(): string {
  const packages = [
    'undici',
    'acorn',
    '@noble/hashes',
    '@noble/ciphers',
    '@noble/curves',
    'punycode',
    'semver',
    'nanotar',
    'pako',
    'brotli-dec-wasm',
    'unbash',
    'zod',
  ];
  const read = (path: string) => readFileSync(here(`../../node_modules/${path}`), 'utf8').trim();
  const named: Record<string, string> = { punycode: 'LICENSE-MIT.txt', 'brotli-dec-wasm': 'LICENSE-MIT.txt' };
  const licenceFile = (name: string) => read(`${name}/${named[name] ?? 'LICENSE'}`);
  return [
    `Node.js ${library.data.version} (the JavaScript library)\n\n${read(`${nodePackage()}/LICENSE`)}`,
    ...packages.map((name) => `${name}\n\n${licenceFile(name)}`),
  ].join('\n\n----------------------------------------\n\n');
}

function nodePackage(): string {
  const require = createRequire(import.meta.url);
  const { optionalDependencies } = require('../../package.json') as { optionalDependencies: Record<string, string> };
  const found = Object.keys(optionalDependencies).find((name) => {
    try {
      return Boolean(require.resolve(`${name}/package.json`));
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('No package of the pinned Node is installed; run npm ci.');
  return found;
}
